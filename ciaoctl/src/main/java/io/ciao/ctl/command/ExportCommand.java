package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.apply.AppliedSet;
import io.ciao.ctl.kubeconfig.GitOpsFile;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a tenant into a directory from which it can be applied again.
@Command(
    name = "export",
    description = "Write what a tenant wants into files that can be applied again.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Not written: what controllers made, events, leases, and Secrets without --with-secrets.",
      "",
      "Examples:",
      "  ciaoctl export shop/ -n shop",
      "  ciaoctl export all/ --kinds workloads,images --overwrite"
    })
public final class ExportCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "DIRECTORY", description = "Where the files go.")
  private Path directory = Path.of("");

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      description = "Only these kinds; default: all of a tenant.")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only objects with these labels.")
  private @Nullable String selector;

  @Option(names = "--with-secrets", description = "Also Secrets, in files for their owner alone.")
  private boolean withSecrets;

  @Option(names = "--overwrite", description = "Replace files that exist.")
  private boolean overwrite;

  private record Exported(String file, ObjectNode object) {}

  @Override
  public Integer call() {
    var exported = new ArrayList<Exported>();
    if (kinds.isEmpty() && selector == null) {
      tenant().ifPresent(exported::add);
    }
    for (var kind : chosen()) {
      for (var object : list(kind)) {
        exported.add(new Exported(fileName(kind, object), wanted(object)));
      }
    }
    if (exported.isEmpty()) {
      throw new RefusedException("nothing to export in tenant " + session.namespace());
    }
    try {
      write(exported);
    } catch (IOException e) {
      throw new RefusedException("%s: cannot be written: %s".formatted(directory, e.getMessage()));
    }
    session
        .out()
        .println(
            "%d objects of tenant %s are in %s%s"
                .formatted(
                    exported.size(),
                    session.namespace(),
                    directory,
                    withSecrets || !kinds.isEmpty() ? "" : " (Secrets left out: --with-secrets)"));
    session.out().println("Apply them again: ciaoctl apply -k " + directory);
    return 0;
  }

  private List<KindDefinition> chosen() {
    if (!kinds.isEmpty()) {
      return kinds.stream()
          .map(name -> session.targets(List.of(name)).getFirst().kind())
          .map(
              kind -> {
                if (!kind.namespaced()) {
                  throw new UsageException(
                      kind.plural() + " belong to no tenant; export writes a tenant's objects");
                }
                return kind;
              })
          .toList();
    }
    return session.kinds().kinds().stream()
        .filter(KindDefinition::namespaced)
        .filter(kind -> !kind.rules().generated())
        .filter(kind -> withSecrets || !kind.kind().equals("Secret"))
        .toList();
  }

  private Optional<Exported> tenant() {
    var kind = session.kinds().require("Tenant");
    try {
      return session
          .client()
          .find(Targets.typeOf(kind), new ObjectKey(null, session.namespace()))
          .map(object -> new Exported(fileName(kind, object), wanted(object)));
    } catch (ApiException e) {
      // A member of a tenant need not be allowed to see the Tenant.
      if (e.code() == 403) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<ObjectNode> list(KindDefinition kind) {
    try {
      var query = new ListQuery(null, selector, null, null);
      return session
          .client()
          .list(Targets.typeOf(kind), session.namespace(), query)
          .items()
          .stream()
          .filter(object -> !isControlled(object))
          .filter(object -> !object.path("metadata").has("deletionTimestamp"))
          .toList();
    } catch (ApiException e) {
      if (e.code() == 403 || e.isNotFound() || e.code() == 405) {
        session.err().println("left out: %s: %s".formatted(kind.plural(), e.getMessage()));
        return List.of();
      }
      throw e;
    }
  }

  private static boolean isControlled(ObjectNode object) {
    for (var owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode wanted(ObjectNode object) {
    return GitOpsFile.wanted(object, AppliedSet.LABEL);
  }

  private static String fileName(KindDefinition kind, ObjectNode object) {
    return kind.names().singular() + "-" + object.path("metadata").path("name").asText() + ".yaml";
  }

  private void write(List<Exported> exported) throws IOException {
    Files.createDirectories(directory);
    var names = new ArrayList<String>();
    if (!overwrite) {
      for (var one : exported) {
        refuseIfThere(directory.resolve(one.file()));
      }
      refuseIfThere(directory.resolve("kustomization.yaml"));
    }
    for (var one : exported) {
      names.add(one.file());
      var file = directory.resolve(one.file());
      if (one.object().path("kind").asText().equals("Secret") && !Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, GitOpsFile.text(one.object()));
    }
    Files.writeString(directory.resolve("kustomization.yaml"), GitOpsFile.kustomization(names));
  }

  private static void refuseIfThere(Path file) {
    if (Files.exists(file)) {
      throw new RefusedException(
          "%s exists; nothing was written. Replace files with --overwrite".formatted(file));
    }
  }
}
