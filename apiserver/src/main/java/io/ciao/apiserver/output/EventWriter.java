package io.ciao.apiserver.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The lines of one watch: `{"type":…,"object":…}`. Confined to the watch's thread.
public final class EventWriter {
  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final ObjectWriter writer;
  private boolean columnsSent;

  public EventWriter(ObjectWriter writer) {
    this.writer = writer;
  }

  /// An object as it is, at its own version.
  public void event(ByteArrayOutputStream out, EventType type, StoredObject object) {
    begin(out, type.name());
    if (writer.isPlain()) {
      out.writeBytes(object.json());
    } else {
      out.writeBytes(tree(object.tree()));
    }
    out.writeBytes(END);
  }

  /// An object as it was when it left the selection, at the version of the event that made it
  /// leave.
  public void left(ByteArrayOutputStream out, StoredObject last, long version) {
    ObjectNode tree = last.tree();
    ObjectTree.metadata(tree).put("resourceVersion", Long.toString(version));
    begin(out, EventType.DELETED.name());
    out.writeBytes(tree(tree));
    out.writeBytes(END);
  }

  /// How far the watch has come without an event.
  ///
  /// @param initialEnd whether the present state has now been told completely
  public void bookmark(ByteArrayOutputStream out, long version, boolean initialEnd) {
    ObjectNode tree = Json.object();
    tree.put("kind", writer.kind().kind()).put("apiVersion", writer.kind().apiVersion());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (initialEnd) {
      metadata.putObject("annotations").put(INITIAL_EVENTS_END, "true");
    }
    begin(out, "BOOKMARK");
    out.writeBytes(tree(tree));
    out.writeBytes(END);
  }

  /// Why the watch ends here.
  public void error(ByteArrayOutputStream out, StatusError error) {
    begin(out, "ERROR");
    out.writeBytes(Json.write(error.toTree()));
    out.writeBytes(END);
  }

  private byte[] tree(ObjectNode tree) {
    byte[] bytes = writer.event(tree, !columnsSent);
    columnsSent = true;
    return bytes;
  }

  private static void begin(ByteArrayOutputStream out, String type) {
    out.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
  }
}
