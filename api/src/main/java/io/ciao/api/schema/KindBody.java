package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The long part of a CRD, which printing a table does not need: a program that runs for a moment
/// never reads it. Safe for many threads.
public final class KindBody {
  private final Supplier<Read> reader;
  private volatile @Nullable Read read;

  record Read(Schema schema, ObjectNode source) {}

  private KindBody(Supplier<Read> reader) {
    this.reader = reader;
  }

  /// A body that is there already.
  static KindBody of(Schema schema, ObjectNode source) {
    var read = new Read(schema, source.deepCopy());
    return new KindBody(() -> read);
  }

  /// A body that is read once it is asked for.
  static KindBody later(Supplier<KindDefinition> whole) {
    return new KindBody(() -> whole.get().body().read());
  }

  Schema schema() {
    return read().schema();
  }

  ObjectNode source() {
    return read().source().deepCopy();
  }

  /// Two threads that ask at once both read, and read the same.
  private Read read() {
    var present = read;
    if (present == null) {
      present = reader.get();
      read = present;
    }
    return present;
  }
}
