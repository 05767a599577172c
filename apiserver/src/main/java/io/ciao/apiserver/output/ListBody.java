package io.ciao.apiserver.output;

import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A list, written in pieces so that ten thousand objects never stand in memory twice.
public final class ListBody implements StreamBody {
  private static final int PIECE_BYTES = 128 << 10;

  private final ObjectWriter writer;
  private final List<StoredObject> objects;
  private final ListMeta meta;

  /// A list of these objects.
  public ListBody(ObjectWriter writer, List<StoredObject> objects, ListMeta meta) {
    this.writer = writer;
    this.objects = List.copyOf(objects);
    this.meta = meta;
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException, InterruptedException {
    ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE_BYTES + (16 << 10));
    piece.writeBytes(writer.listHead(meta).getBytes(StandardCharsets.UTF_8));
    boolean first = true;
    for (StoredObject object : objects) {
      if (!first) {
        piece.write(',');
      }
      first = false;
      piece.writeBytes(writer.item(object));
      if (piece.size() >= PIECE_BYTES) {
        sink.write(piece.toByteArray());
        piece.reset();
      }
    }
    piece.writeBytes("]}\n".getBytes(StandardCharsets.US_ASCII));
    sink.write(piece.toByteArray());
  }

  /// The whole list at once, for short ones.
  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      writeTo(all::writeBytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("writing to memory was interrupted", e);
    }
    return all.toByteArray();
  }
}
