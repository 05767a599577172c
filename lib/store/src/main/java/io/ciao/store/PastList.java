package io.ciao.store;

import io.ciao.store.ValueDecoder.Bad;
import io.ciao.store.ValueDecoder.Decoded;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one resource as it was at a revision, page by page, from etcd.
final class PastList {
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// Keys in one answer: 200 objects of 1 MiB still fit into a message.
  private static final int PAGE_KEYS = 200;

  private final EtcdConnection etcd;
  private final ValueDecoder decoder;

  PastList(EtcdConnection etcd, ValueDecoder decoder) {
    this.etcd = etcd;
    this.decoder = decoder;
  }

  /// Objects in etcd's order.
  ///
  /// @param next where the next page begins; empty after the last
  record Page(List<StoredObject> objects, Optional<ByteSequence> next) {}

  /// Where the first page of a selection begins.
  static ByteSequence begin(Selection selection) {
    return EtcdConnection.bytes(prefix(selection));
  }

  /// One page; empty if etcd does not know the revision: it is compacted away, or still to come.
  ///
  /// @param version a version whose revision is read
  Optional<Page> page(Selection selection, ByteSequence from, long version)
      throws EtcdCallException {
    GetResponse answer;
    try {
      answer = range(selection, from, ResourceVersions.revision(version));
    } catch (EtcdCallException e) {
      if (e.kind() == EtcdCallException.Kind.OUT_OF_RANGE) {
        return Optional.empty();
      }
      throw e;
    }
    List<StoredObject> objects = new ArrayList<>();
    for (KeyValue value : answer.getKvs()) {
      object(value, ResourceVersions.restores(version))
          .filter(selection::matches)
          .ifPresent(objects::add);
    }
    Optional<ByteSequence> next =
        answer.isMore()
            ? Optional.of(answer.getKvs().getLast().getKey().concat(EventStream.ZERO))
            : Optional.empty();
    return Optional.of(new Page(objects, next));
  }

  private GetResponse range(Selection selection, ByteSequence from, long revision)
      throws EtcdCallException {
    String prefix = prefix(selection);
    // "0" follows "/": the end of the range of keys with this prefix.
    ByteSequence end = EtcdConnection.bytes(prefix.substring(0, prefix.length() - 1) + "0");
    GetOption option =
        GetOption.builder().withRange(end).withRevision(revision).withLimit(PAGE_KEYS).build();
    return etcd.call(
        "list " + selection.resource() + " at revision " + revision,
        PAGE_PATIENCE,
        client -> client.getKVClient().get(from, option));
  }

  /// The object, or the version before a value that cannot be read.
  private Optional<StoredObject> object(KeyValue value, long restores) throws EtcdCallException {
    return switch (decode(value, restores)) {
      case Good(StoredObject object) -> Optional.of(object);
      case Bad _ -> before(value, restores);
    };
  }

  private Optional<StoredObject> before(KeyValue bad, long restores) throws EtcdCallException {
    try {
      return etcd.getAt(bad.getKey(), bad.getModRevision() - 1, PATIENCE)
          .flatMap(
              older ->
                  decode(older, restores) instanceof Good(StoredObject object)
                      ? Optional.of(object)
                      : Optional.empty());
    } catch (EtcdCallException e) {
      if (e.kind() == EtcdCallException.Kind.OUT_OF_RANGE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Decoded decode(KeyValue value, long restores) {
    String key = value.getKey().toString(StandardCharsets.UTF_8);
    return decoder.decode(key, value.getValue().getBytes(), restores, value.getModRevision());
  }

  private static String prefix(Selection selection) {
    String resource = ResourceKey.PREFIX + selection.resource() + "/";
    return selection.namespace() == null ? resource : resource + selection.namespace() + "/";
  }
}
