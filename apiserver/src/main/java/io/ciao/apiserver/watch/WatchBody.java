package io.ciao.apiserver.watch;

import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.apiserver.output.EventType;
import io.ciao.apiserver.output.EventWriter;
import io.ciao.apiserver.status.StatusError;
import io.ciao.store.Expired;
import io.ciao.store.Listing;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import io.ciao.store.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One watch as it is streamed: the present state if asked for, then events and bookmarks. While
/// the client reads a batch the next one gathers in the subscription, and goes out in one write.
final class WatchBody implements StreamBody {
  private static final int BATCH_EVENTS_MAX = 512;
  private static final int BATCH_BYTES = 64 << 10;

  /// Where events come from; opened when the stream begins.
  interface Source {
    Subscription open() throws Expired;
  }

  private final Source source;

  /// Let go once told, or it would keep superseded objects for as long as the watch lasts.
  private @Nullable Listing state;

  private final boolean endsState;
  private final ObjectFilter filter;
  private final EventWriter writer;
  private final WatchPlan plan;
  private final LongSupplier nanos;
  private long reached;
  private long bookmarked;

  /// A watch that has not begun.
  ///
  /// @param from the version that the client is at
  /// @param state told as ADDED first; null for none
  /// @param endsState whether a bookmark says that the state is complete
  WatchBody(
      Source source, long from, @Nullable Listing state, boolean endsState, Delivery delivery) {
    this.source = source;
    this.reached = from;
    this.bookmarked = from;
    this.state = state;
    this.endsState = endsState;
    this.filter = delivery.filter();
    this.writer = delivery.writer();
    this.plan = delivery.plan();
    this.nanos = delivery.nanos();
  }

  /// What is told to whom and when.
  record Delivery(ObjectFilter filter, EventWriter writer, WatchPlan plan, LongSupplier nanos) {}

  @Override
  public void writeTo(ByteSink sink) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Subscription subscription = source.open()) {
      tellState(out, sink);
      follow(subscription, out, sink);
    } catch (Expired expired) {
      String why = expired.getMessage() == null ? "" : ": " + expired.getMessage();
      writer.error(out, new StatusError(410, "Expired", "too old resource version" + why, null));
      flush(out, sink);
    }
  }

  private void tellState(ByteArrayOutputStream out, ByteSink sink)
      throws IOException, InterruptedException {
    Listing present = state;
    if (present == null) {
      return;
    }
    state = null;
    for (StoredObject object : present.objects()) {
      if (filter.matches(object)) {
        writer.event(out, EventType.ADDED, object);
        flushIfLarge(out, sink);
      }
    }
    reached = present.version();
    if (endsState && plan.bookmarks()) {
      writer.bookmark(out, reached, true);
    }
    bookmarked = reached;
    flush(out, sink);
  }

  private void follow(Subscription subscription, ByteArrayOutputStream out, ByteSink sink)
      throws IOException, InterruptedException, Expired {
    long begun = nanos.getAsLong();
    long spoken = begun;
    while (nanos.getAsLong() - begun < plan.lasts().toNanos()) {
      StoreEvent event = subscription.poll(wait(begun, spoken));
      if (!plan.permitted().getAsBoolean()) {
        return;
      }
      if (event != null) {
        tell(event, out);
        for (StoreEvent more : subscription.drain(BATCH_EVENTS_MAX)) {
          tell(more, out);
          flushIfLarge(out, sink);
        }
      }
      if (out.size() > 0) {
        bookmarked = reached;
      } else if (isBookmarkDue(spoken)) {
        bookmark(out);
      }
      if (out.size() > 0) {
        flush(out, sink);
        spoken = nanos.getAsLong();
      }
    }
    if (plan.bookmarks() && reached > bookmarked) {
      bookmark(out);
      flush(out, sink);
    }
  }

  /// Until there may be something to say though nothing happens.
  private Duration wait(long begun, long spoken) {
    long now = nanos.getAsLong();
    Duration left = plan.lasts().minusNanos(now - begun);
    Duration heard = plan.bookmarks() ? plan.silenceMax().minusNanos(now - spoken) : left;
    return Collections.min(List.of(left, heard, plan.bookmarkEvery()));
  }

  private boolean isBookmarkDue(long spoken) {
    if (!plan.bookmarks()) {
      return false;
    }
    long silent = nanos.getAsLong() - spoken;
    return silent >= plan.silenceMax().toNanos()
        || (reached > bookmarked && silent >= plan.bookmarkEvery().toNanos());
  }

  private void bookmark(ByteArrayOutputStream out) {
    writer.bookmark(out, reached, false);
    bookmarked = reached;
  }

  private void tell(StoreEvent event, ByteArrayOutputStream out) {
    reached = Math.max(reached, event.version());
    switch (EventFilter.told(filter, event)) {
      case EventFilter.Told.Nothing _ -> {
        // only the version moves on
      }
      case EventFilter.Told.Event(EventType type, StoredObject object) ->
          writer.event(out, type, object);
      case EventFilter.Told.Left(StoredObject last, long version) ->
          writer.left(out, last, version);
    }
  }

  private static void flushIfLarge(ByteArrayOutputStream out, ByteSink sink)
      throws IOException, InterruptedException {
    if (out.size() >= BATCH_BYTES) {
      flush(out, sink);
    }
  }

  private static void flush(ByteArrayOutputStream out, ByteSink sink)
      throws IOException, InterruptedException {
    if (out.size() > 0) {
      sink.write(out.toByteArray());
      out.reset();
    }
  }
}
