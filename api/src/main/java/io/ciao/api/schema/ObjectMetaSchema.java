package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The schema of `metadata`, the same for every kind; its text is a resource beside this class.
final class ObjectMetaSchema {
  private static final String RESOURCE = "object-meta.yaml";

  private ObjectMetaSchema() {}

  /// A copy of the caller's own.
  static ObjectNode source() {
    try (var in = ObjectMetaSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new DefinitionException(RESOURCE, "is missing in this program");
      }
      return ObjectReader.readOne(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("read " + RESOURCE, e);
    }
  }
}
