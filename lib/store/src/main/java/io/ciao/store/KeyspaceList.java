package io.ciao.store;

import io.ciao.store.ValueDecoder.Bad;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads all resources at one revision, and what must be known before a watch is opened.
final class KeyspaceList {
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// Keys in one answer: 200 objects of 1 MiB still fit into a message.
  private static final int PAGE_KEYS = 200;

  /// Keys in one answer that holds no values.
  private static final int PAGE_NAMES = 5_000;

  /// Versions looked at for a good one; each costs a read.
  private static final int LOOK_BACK = 16;

  /// "0" follows "/": the end of the range of keys that begin with [ResourceKey#PREFIX].
  private static final ByteSequence END = EtcdConnection.bytes("/ciao0");

  private final EtcdConnection etcd;
  private final ValueDecoder decoder;

  KeyspaceList(EtcdConnection etcd, ValueDecoder decoder) {
    this.etcd = etcd;
    this.decoder = decoder;
  }

  /// Where etcd stands.
  ///
  /// @param revision its newest revision
  /// @param restores what [SystemKeys#RESTORES] says
  /// @param compacted what [SystemKeys#COMPACTED] says
  record Position(long revision, long restores, long compacted) {}

  /// All resources at a revision; `spoiled` are left out, the last good version of such a key is
  /// among `objects`.
  record Content(List<StoredObject> objects, List<CacheChange.Spoil> spoiled) {}

  Position position() throws EtcdCallException {
    TxnResponse answer =
        etcd.call(
            "read etcd's revision",
            PATIENCE,
            client ->
                client
                    .getKVClient()
                    .txn()
                    .Then(get(SystemKeys.RESTORES), get(SystemKeys.COMPACTED))
                    .commit());
    return new Position(
        answer.getHeader().getRevision(),
        number(answer.getGetResponses().get(0)),
        number(answer.getGetResponses().get(1)));
  }

  Content read(long revision, long restores) throws EtcdCallException {
    List<StoredObject> objects = new ArrayList<>();
    List<CacheChange.Spoil> spoiled = new ArrayList<>();
    ByteSequence from = EtcdConnection.bytes(ResourceKey.PREFIX);
    GetResponse page;
    do {
      page = page(from, option(revision).withLimit(PAGE_KEYS).build());
      for (KeyValue value : page.getKvs()) {
        take(value, restores, objects, spoiled);
      }
      if (!page.getKvs().isEmpty()) {
        from = page.getKvs().getLast().getKey().concat(EventStream.ZERO);
      }
    } while (page.isMore());
    return new Content(objects, spoiled);
  }

  /// Every resource key with the revision that wrote it last, at a revision.
  Map<String, Long> revisions(long revision) throws EtcdCallException {
    Map<String, Long> revisions = new HashMap<>();
    ByteSequence from = EtcdConnection.bytes(ResourceKey.PREFIX);
    GetResponse page;
    do {
      page = page(from, option(revision).withLimit(PAGE_NAMES).withKeysOnly(true).build());
      for (KeyValue found : page.getKvs()) {
        revisions.put(found.getKey().toString(StandardCharsets.UTF_8), found.getModRevision());
      }
      if (!page.getKvs().isEmpty()) {
        from = page.getKvs().getLast().getKey().concat(EventStream.ZERO);
      }
    } while (page.isMore());
    return revisions;
  }

  private void take(
      KeyValue value, long restores, List<StoredObject> objects, List<CacheChange.Spoil> spoiled)
      throws EtcdCallException {
    String key = value.getKey().toString(StandardCharsets.UTF_8);
    switch (decode(key, value, restores)) {
      case Good(StoredObject object) -> objects.add(object);
      case Bad(String reason, boolean byHand) -> {
        spoiled.add(new CacheChange.Spoil(key, reason, value.getModRevision(), byHand));
        lastGood(key, value, restores).ifPresent(objects::add);
      }
    }
  }

  /// The newest good version before a bad one, as far back as etcd still knows.
  private Optional<StoredObject> lastGood(String key, KeyValue bad, long restores)
      throws EtcdCallException {
    KeyValue newer = bad;
    for (int i = 0; i < LOOK_BACK && newer.getVersion() > 1; i++) {
      Optional<KeyValue> older = before(newer);
      if (older.isEmpty()) {
        return Optional.empty();
      }
      if (decode(key, older.get(), restores) instanceof Good(StoredObject object)) {
        return Optional.of(object);
      }
      newer = older.get();
    }
    return Optional.empty();
  }

  private Optional<KeyValue> before(KeyValue newer) throws EtcdCallException {
    try {
      return etcd.getAt(newer.getKey(), newer.getModRevision() - 1, PATIENCE);
    } catch (EtcdCallException e) {
      if (e.kind() == EtcdCallException.Kind.OUT_OF_RANGE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ValueDecoder.Decoded decode(String key, KeyValue value, long restores) {
    return decoder.decode(key, value.getValue().getBytes(), restores, value.getModRevision());
  }

  private GetResponse page(ByteSequence from, GetOption option) throws EtcdCallException {
    return etcd.call(
        "list resources at revision " + option.getRevision(),
        PAGE_PATIENCE,
        client -> client.getKVClient().get(from, option));
  }

  private static GetOption.Builder option(long revision) {
    return GetOption.builder().withRange(END).withRevision(revision);
  }

  private static Op get(String key) {
    return Op.get(EtcdConnection.bytes(key), GetOption.DEFAULT);
  }

  /// A decimal; a key that is absent or malformed counts as 0.
  private static long number(GetResponse answer) {
    if (answer.getKvs().isEmpty()) {
      return 0;
    }
    String text = answer.getKvs().getFirst().getValue().toString(StandardCharsets.UTF_8);
    return ResourceVersions.parse(text.strip()).orElse(0);
  }
}
