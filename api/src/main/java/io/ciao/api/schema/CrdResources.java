package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the CRD files in this program: the resources `crds/*.yaml`, in a directory of classes or
/// in a jar.
final class CrdResources {
  private static final String FOLDER = "crds/";

  /// One kind's file that certainly is there leads to the folder: jars need not list folders.
  private static final String LANDMARK = FOLDER + "instances.yaml";

  /// In its place below the one version.
  private static final String SCHEMA = "\n    schema:\n";

  private static final String DEEPER = "      ";

  private CrdResources() {}

  /// By file name.
  static Map<String, ObjectNode> read() {
    var landmark = CrdResources.class.getClassLoader().getResource(LANDMARK);
    if (landmark == null) {
      throw new DefinitionException(LANDMARK, "is missing in this program");
    }
    try {
      var texts =
          switch (landmark.getProtocol()) {
            case "file" -> fromFolder(Path.of(new URI(landmark.toString())));
            case "jar" -> fromJar(landmark);
            default ->
                throw new DefinitionException(
                    landmark.toString(), "resources are read from folders and jars only");
          };
      return parse(texts);
    } catch (IOException e) {
      throw new UncheckedIOException("read the CRD files at " + landmark, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the resource has no proper address: " + landmark, e);
    }
  }

  /// One file, if it is there, without looking at the others.
  static Optional<byte[]> readOne(String file) {
    try (var in = CrdResources.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("read the CRD file " + file, e);
    }
  }

  /// The object that a file's text describes.
  static ObjectNode parse(String file, byte[] text) {
    try {
      return ObjectReader.readOne(text);
    } catch (UnreadableObjectException e) {
      throw new DefinitionException(file, String.valueOf(e.getMessage()), e);
    }
  }

  /// What stands before the schema, nine tenths of a file. The whole text where the schema is not
  /// the last thing in it.
  static byte[] withoutSchema(byte[] text) {
    var all = new String(text, StandardCharsets.UTF_8);
    var at = all.indexOf(SCHEMA);
    if (at < 0) {
      return text;
    }
    var body = all.substring(at + SCHEMA.length());
    return body.lines().allMatch(line -> line.isBlank() || line.startsWith(DEEPER))
        ? all.substring(0, at + 1).getBytes(StandardCharsets.UTF_8)
        : text;
  }

  private static Map<String, byte[]> fromFolder(Path landmark) throws IOException {
    var texts = new TreeMap<String, byte[]>();
    try (var files = Files.newDirectoryStream(landmark.resolveSibling("."), "*.yaml")) {
      for (var file : files) {
        texts.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return texts;
  }

  private static Map<String, byte[]> fromJar(URL landmark) throws IOException {
    var texts = new TreeMap<String, byte[]>();
    var connection = (JarURLConnection) landmark.openConnection();
    connection.setUseCaches(false);
    try (var jar = connection.getJarFile()) {
      for (var entries = jar.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        var name = entry.getName();
        if (name.startsWith(FOLDER) && name.endsWith(".yaml")) {
          try (var in = jar.getInputStream(entry)) {
            texts.put(name.substring(FOLDER.length()), in.readAllBytes());
          }
        }
      }
    }
    return texts;
  }

  private static Map<String, ObjectNode> parse(Map<String, byte[]> texts) {
    var objects = new TreeMap<String, ObjectNode>();
    texts.forEach((file, text) -> objects.put(file, parse(file, text)));
    return objects;
  }
}
