package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.ciao.api.codec.YamlEmitter;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;

/// Events as etcd's watch delivers them.
final class FakeEvents {
  private FakeEvents() {}

  static WatchEvent put(String key, ObjectNode object, long revision) {
    return put(key, ByteString.copyFrom(YamlEmitter.emit(object)), revision);
  }

  static WatchEvent put(String key, String text, long revision) {
    return put(key, ByteString.copyFromUtf8(text), revision);
  }

  static WatchEvent delete(String key, long revision) {
    return event(key, ByteString.EMPTY, revision, WatchEvent.EventType.DELETE);
  }

  private static WatchEvent put(String key, ByteString value, long revision) {
    return event(key, value, revision, WatchEvent.EventType.PUT);
  }

  private static WatchEvent event(
      String key, ByteString value, long revision, WatchEvent.EventType type) {
    var raw =
        io.etcd.jetcd.api.KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(value)
            .setModRevision(revision)
            .build();
    return new WatchEvent(
        new KeyValue(raw, ByteSequence.EMPTY),
        new KeyValue(io.etcd.jetcd.api.KeyValue.getDefaultInstance(), ByteSequence.EMPTY),
        type);
  }
}
