package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the objects of files, directories (`*.yaml`, `*.yml`, `*.json`, in order of names) and
/// standard input (`-`).
public final class ManifestFiles {
  private static final int FILE_BYTES_MAX = 32 << 20;

  private ManifestFiles() {}

  /// One object and where it was read.
  public record Manifest(String from, ObjectNode object) {}

  /// All objects, in order. Everything is read before anything is returned, so a bad file changes
  /// nothing.
  public static List<Manifest> read(List<String> names, InputStream standardInput) {
    var manifests = new ArrayList<Manifest>();
    for (var name : names) {
      try {
        if (name.equals("-")) {
          add(manifests, "standard input", standardInput.readNBytes(FILE_BYTES_MAX + 1));
        } else if (Files.isDirectory(Path.of(name))) {
          for (var file : files(Path.of(name))) {
            add(manifests, file.toString(), Files.readAllBytes(file));
          }
        } else {
          add(manifests, name, Files.readAllBytes(Path.of(name)));
        }
      } catch (java.nio.file.NoSuchFileException e) {
        throw new RefusedException(name + ": there is no such file");
      } catch (IOException e) {
        throw new RefusedException(name + ": cannot be read: " + e.getMessage());
      }
    }
    return manifests;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.filter(ManifestFiles::isManifest).sorted().toList();
    }
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
