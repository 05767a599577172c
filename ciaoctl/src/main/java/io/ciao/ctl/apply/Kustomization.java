package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.session.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A directory with a `kustomization.yaml`, of which ciaoctl understands what needs no knowledge of
/// kinds: resources, a namespace, labels, annotations. Everything else is refused, not passed over.
record Kustomization(Path directory, ObjectNode tree) {
  private static final List<String> NAMES = List.of("kustomization.yaml", "kustomization.yml");
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "metadata",
          "resources",
          "namespace",
          "labels",
          "commonAnnotations",
          "sortOptions");

  /// The one of this directory, if it has one.
  static Optional<Kustomization> of(Path directory) throws IOException {
    var file = file(directory);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      var tree = ObjectReader.readOne(Files.readAllBytes(file.get()));
      tree.fieldNames()
          .forEachRemaining(
              field -> {
                if (!KNOWN.contains(field)) {
                  throw tooMuch(file.get(), field);
                }
              });
      return Optional.of(new Kustomization(directory, tree));
    } catch (UnreadableObjectException e) {
      throw new RefusedException(file.get() + ": " + e.getMessage());
    }
  }

  /// Whether a file is one.
  static boolean is(Path file) {
    return NAMES.contains(String.valueOf(file.getFileName()));
  }

  private static Optional<Path> file(Path directory) {
    return NAMES.stream().map(directory::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static RefusedException tooMuch(Path file, String field) {
    return new RefusedException(
        "%s uses \"%s\", which ciaoctl does not understand; use: kubectl kustomize %s | ciaoctl apply -f -"
            .formatted(file, field, file.getParent()));
  }

  /// Its objects, in the order of its resources.
  List<Manifest> manifests() throws IOException {
    var manifests = new ArrayList<Manifest>();
    for (var resource : tree.path("resources")) {
      manifests.addAll(resource(resource.asText()));
    }
    manifests.forEach(manifest -> change(manifest.object()));
    return manifests;
  }

  private List<Manifest> resource(String name) throws IOException {
    if (name.contains("://") || name.startsWith("github.com/")) {
      throw new RefusedException(
          "%s: the resource %s is elsewhere; ciaoctl reads files only".formatted(directory, name));
    }
    var path = directory.resolve(name).normalize();
    if (!Files.isDirectory(path)) {
      return ManifestFiles.file(path);
    }
    var inner =
        of(path)
            .orElseThrow(
                () ->
                    new RefusedException(
                        path + ": a resource that is a directory needs a kustomization.yaml"));
    return inner.manifests();
  }

  private void change(ObjectNode object) {
    var namespace = tree.path("namespace").asText("");
    if (!namespace.isEmpty()) {
      object.withObject("/metadata").put("namespace", namespace);
    }
    for (var entry : tree.path("labels")) {
      Stream.of("includeSelectors", "includeTemplates")
          .filter(field -> entry.path(field).asBoolean())
          .findFirst()
          .ifPresent(
              field -> {
                throw tooMuch(directory.resolve(NAMES.getFirst()), "labels." + field);
              });
      put(object, "/labels", entry.path("pairs"));
    }
    put(object, "/annotations", tree.path("commonAnnotations"));
  }

  private static void put(ObjectNode object, String field, JsonNode values) {
    for (var value : values.properties()) {
      object.withObject("/metadata").withObject(field).set(value.getKey(), value.getValue());
    }
  }
}
