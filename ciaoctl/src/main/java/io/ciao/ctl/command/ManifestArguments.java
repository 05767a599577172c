package io.ciao.ctl.command;

import io.ciao.ctl.apply.ManifestFiles;
import io.ciao.ctl.apply.ManifestFiles.Depth;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Where a command's objects come from.
final class ManifestArguments {
  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "File, directory, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-k", "--kustomize"},
      paramLabel = "DIRECTORY",
      description = "Directory with a kustomization.yaml.")
  private List<String> kustomizations = new ArrayList<>();

  @Option(
      names = {"-R", "--recursive"},
      description = "Also what lies in directories below.")
  private boolean recursive;

  /// Whether any were named.
  boolean given() {
    return !files.isEmpty() || !kustomizations.isEmpty();
  }

  /// All objects, at least one. Everything is read before anything is returned.
  List<Manifest> read() {
    if (!given()) {
      throw new UsageException("files are needed: --filename FILE or --kustomize DIRECTORY");
    }
    var names = new ArrayList<>(files);
    names.addAll(kustomizations);
    var manifests = ManifestFiles.read(names, System.in, recursive ? Depth.ALL : Depth.ONE);
    if (manifests.isEmpty()) {
      throw new RefusedException("no objects in " + String.join(", ", names));
    }
    return manifests;
  }

  /// Those that are understood, tenants first; the others are said to be wrong on standard error.
  Understood understood(Session session) {
    var wanted = new ArrayList<Wanted>();
    var wrong = 0;
    for (var manifest : read()) {
      try {
        wanted.add(Wanted.of(manifest, session.kinds(), session.namespace()));
      } catch (RefusedException e) {
        wrong++;
        session.err().println("ciaoctl: " + manifest.from() + ": " + e.getMessage());
      }
    }
    return new Understood(wanted.stream().sorted(Wanted.TENANTS_FIRST).toList(), wrong);
  }

  /// @param wrong how many objects were not understood
  record Understood(List<Wanted> wanted, int wrong) {}
}
