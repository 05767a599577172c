package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.session.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the objects of files, directories (`*.yaml`, `*.yml`, `*.json`, in order of names, or what
/// their `kustomization.yaml` lists) and standard input (`-`).
public final class ManifestFiles {
  private static final int FILE_BYTES_MAX = 32 << 20;

  private ManifestFiles() {}

  /// How far directories are read.
  public enum Depth {
    /// Their files.
    ONE,
    /// Also what lies in directories below.
    ALL
  }

  /// One object and where it was read.
  public record Manifest(String from, ObjectNode object) {}

  /// All objects, in order. Everything is read before anything is returned, so a bad file changes
  /// nothing.
  public static List<Manifest> read(List<String> names, InputStream standardInput) {
    return read(names, standardInput, Depth.ONE);
  }

  /// As [#read(List, InputStream)].
  public static List<Manifest> read(List<String> names, InputStream standardInput, Depth depth) {
    var manifests = new ArrayList<Manifest>();
    for (var name : names) {
      try {
        if (name.equals("-")) {
          add(manifests, "standard input", standardInput.readNBytes(FILE_BYTES_MAX + 1));
        } else if (Files.isDirectory(Path.of(name))) {
          manifests.addAll(directory(Path.of(name), depth));
        } else {
          manifests.addAll(file(Path.of(name)));
        }
      } catch (java.nio.file.NoSuchFileException e) {
        throw new RefusedException(e.getFile() + ": there is no such file");
      } catch (IOException e) {
        throw new RefusedException(name + ": cannot be read: " + e.getMessage());
      }
    }
    return manifests;
  }

  private static List<Manifest> directory(Path directory, Depth depth) throws IOException {
    var kustomization = Kustomization.of(directory);
    if (kustomization.isPresent()) {
      return kustomization.get().manifests();
    }
    List<Path> paths;
    try (var entries = Files.list(directory)) {
      paths = entries.sorted().toList();
    }
    var manifests = new ArrayList<Manifest>();
    for (var path : paths) {
      if (Files.isDirectory(path)) {
        if (depth == Depth.ALL) {
          manifests.addAll(directory(path, depth));
        }
      } else if (isManifest(path)) {
        manifests.addAll(file(path));
      }
    }
    return manifests;
  }

  /// The objects of one file.
  static List<Manifest> file(Path file) throws IOException {
    var manifests = new ArrayList<Manifest>();
    add(manifests, file.toString(), Files.readAllBytes(file));
    return manifests;
  }

  private static boolean isManifest(Path file) {
    var name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static void add(List<Manifest> manifests, String from, byte[] text) {
    try {
      var limits = ReadLimits.DEFAULT.withMaxBytes(FILE_BYTES_MAX);
      for (var object : ObjectReader.readAll(text, limits)) {
        if ("List".equals(object.path("kind").asText())) {
          items(from, object).forEach(item -> manifests.add(new Manifest(from, item)));
        } else {
          manifests.add(new Manifest(from, object));
        }
      }
    } catch (UnreadableObjectException e) {
      throw new RefusedException(from + ": " + e.getMessage());
    }
  }

  private static List<ObjectNode> items(String from, ObjectNode list) {
    var items = new ArrayList<ObjectNode>();
    for (var item : list.path("items")) {
      if (!(item instanceof ObjectNode object)) {
        throw new RefusedException(
            "%s: items[%d] of the list is no object".formatted(from, items.size()));
      }
      items.add(object);
    }
    return items;
  }
}
