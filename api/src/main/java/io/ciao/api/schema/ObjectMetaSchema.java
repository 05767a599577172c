package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The schema of `metadata`, the same for every kind; its text is a resource beside this class.
final class ObjectMetaSchema {
  private static final String RESOURCE = "object-meta.yaml";

  /// Read once: every kind has it, and each is read at every start. Never given out itself.
  private static final ObjectNode SOURCE = read();

  private ObjectMetaSchema() {}

  /// A copy of the caller's own.
  static ObjectNode source() {
    return SOURCE.deepCopy();
  }

  private static ObjectNode read() {
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
