package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One watch on etcd, from its opening to its first error, which ends it for good: jetcd's own
/// resume would lose events. Answers are queued and taken by the store's own thread.
final class EventStream implements AutoCloseable {
  /// The first key there can be; as a range's end it means "without end".
  static final ByteSequence ZERO = ByteSequence.from(new byte[] {0});

  private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Watch.@Nullable Watcher watcher;

  private EventStream() {}

  /// What comes over it.
  sealed interface Signal {}

  /// Events in order of revision; all events of a revision come together.
  record Batch(List<WatchEvent> events) implements Signal {}

  /// Nothing more comes.
  ///
  /// @param compacted the revision up to which history is gone, 0 if that is not the cause
  record Ended(String cause, long compacted) implements Signal {}

  /// Watches every key from a revision on.
  static EventStream open(EtcdConnection etcd, long fromRevision) throws EtcdCallException {
    return open(etcd, ZERO, WatchOption.builder().withRange(ZERO).withRevision(fromRevision));
  }

  /// Watches one key from a revision on.
  static EventStream open(EtcdConnection etcd, String key, long fromRevision)
      throws EtcdCallException {
    WatchOption.Builder option = WatchOption.builder().withRevision(fromRevision);
    return open(etcd, EtcdConnection.bytes(key), option);
  }

  /// Watches the keys from one on and before another from a revision on.
  static EventStream open(EtcdConnection etcd, String from, String before, long fromRevision)
      throws EtcdCallException {
    var option =
        WatchOption.builder().withRange(EtcdConnection.bytes(before)).withRevision(fromRevision);
    return open(etcd, EtcdConnection.bytes(from), option);
  }

  private static EventStream open(EtcdConnection etcd, ByteSequence key, WatchOption.Builder option)
      throws EtcdCallException {
    EventStream stream = new EventStream();
    WatchOption required = option.withRequireLeader(true).build();
    Watch.Watcher opened =
        etcd.use(
            "watch etcd",
            client -> client.getWatchClient().watch(key, required, stream.new Listener()));
    stream.watcher = opened;
    if (stream.over.get()) {
      opened.close();
    }
    return stream;
  }

  /// The next signal, null if none came in time. After [Ended] nothing comes.
  @Nullable Signal poll(long millis) throws InterruptedException {
    return signals.poll(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    end("closed", 0);
  }

  private void end(String cause, long compacted) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    signals.add(new Ended(cause, compacted));
    Watch.Watcher opened = watcher;
    if (opened != null) {
      opened.close();
    }
  }

  private final class Listener implements Watch.Listener {
    @Override
    public void onNext(WatchResponse response) {
      if (!over.get() && !response.getEvents().isEmpty()) {
        signals.add(new Batch(response.getEvents()));
      }
    }

    @Override
    public void onError(Throwable failure) {
      long compacted = failure instanceof CompactedException lost ? lost.getCompactedRevision() : 0;
      end(String.valueOf(failure.getMessage()), compacted);
    }

    @Override
    public void onCompleted() {
      end("etcd ended the watch", 0);
    }
  }
}
