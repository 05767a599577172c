package io.ciao.apiserver.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.output.ListBody;
import io.ciao.apiserver.output.ListMeta;
import io.ciao.apiserver.output.ObjectView;
import io.ciao.apiserver.output.ObjectWriter;
import io.ciao.apiserver.paging.ContinueExpired;
import io.ciao.apiserver.paging.Page;
import io.ciao.apiserver.paging.PagedLists;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.request.ContinueToken;
import io.ciao.apiserver.request.OutputForm;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.watch.ObjectFilter;
import io.ciao.apiserver.watch.WatchPlan;
import io.ciao.apiserver.watch.Watches;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Get, list and watch of every kind.
public final class ReadRoutes {
  /// Shorter lists are answered with a length, in one piece.
  private static final int WHOLE_LIST_MAX = 32;

  private static final Duration BOOKMARK_EVERY = Duration.ofMinutes(1);

  /// A new leader places only after its caches show what it read; so it hears quickly how far they
  /// are.
  private static final Duration SCHEDULER_BOOKMARK_EVERY = Duration.ofMillis(80);

  private static final long WATCH_SECONDS_MIN = 1_800;
  private static final long WATCH_SECONDS_MAX = 24 * 3_600;

  /// Longer than any watch lasts.
  private static final long SILENCE_SECONDS_MAX = 2 * WATCH_SECONDS_MAX;

  private final Reading reading;
  private final PagedLists lists;
  private final Watches watches;
  private final Function<KindDefinition, ObjectView> views;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// Reads from one store.
  ///
  /// @param views what is computed when objects of a kind are read, for one request
  /// @param random spreads what watches do by the clock, so that it does not come all at once
  public ReadRoutes(
      Reading reading,
      PagedLists lists,
      Watches watches,
      Function<KindDefinition, ObjectView> views,
      InstantSource clock,
      RandomGenerator random) {
    this.reading = reading;
    this.lists = lists;
    this.watches = watches;
    this.views = views;
    this.clock = clock;
    this.random = random;
  }

  /// Makes the cache show all that was committed before.
  void catchUp() {
    reading.await(OptionalLong.empty());
  }

  Answer get(ResourceRequest request) {
    ObjectWriter writer = writer(request);
    byte[] json = reading.get(request.target(), request.read().version()).json();
    return Answer.bytes(200, Answer.JSON, writer.single(json));
  }

  Answer list(ResourceRequest request) throws InterruptedException {
    ObjectFilter filter = filter(request);
    ObjectWriter writer = writer(request);
    Page page;
    try {
      page = lists.list(filter, request.read());
    } catch (ContinueExpired expired) {
      return expired(expired);
    }
    ListMeta meta =
        new ListMeta(
            page.version(), page.next().map(ContinueToken::encode).orElse(""), page.remaining());
    ListBody body = new ListBody(writer, page.objects(), meta);
    return page.objects().size() <= WHOLE_LIST_MAX
        ? Answer.bytes(200, Answer.JSON, body.bytes())
        : Answer.stream(200, Answer.JSON, body);
  }

  /// 410 with a token that goes on with the present state, as upstream gives one.
  private static Answer expired(ContinueExpired expired) {
    ObjectNode tree = Refusals.expired(String.valueOf(expired.getMessage())).error().toTree();
    tree.withObjectProperty("metadata").put("continue", expired.inconsistent().encode());
    return Answer.json(410, tree);
  }

  /// Begins a watch.
  ///
  /// @param permitted whether the watch may go on, asked again and again where what permits it may
  ///   end
  Answer watch(ResourceRequest request, BooleanSupplier permitted) {
    ObjectWriter writer = writer(request);
    ReadOptions options = request.read();
    if (options.beginsWithState() || options.version().orElse(0) == 0) {
      try {
        reading.await(options.version());
      } catch (RequestRefused refused) {
        return Answer.error(refused.error());
      }
    }
    Identity identity = request.request().identity();
    WatchPlan plan =
        new WatchPlan(
            identity.isScheduler() ? SCHEDULER_BOOKMARK_EVERY : BOOKMARK_EVERY,
            silenceMax(options),
            options.watching().bookmarks(),
            lasts(options),
            identity.isAdmin() ? () -> true : permitted);
    return Answer.stream(200, Answer.JSON, watches.open(filter(request), options, writer, plan));
  }

  /// Up to a fifth sooner than asked, or the watches that come back together after a restart would
  /// all be told at the same moment.
  private Duration silenceMax(ReadOptions options) {
    long asked = options.watching().maxSilenceSeconds().orElse(SILENCE_SECONDS_MAX);
    long millis = 1_000 * Math.min(asked, SILENCE_SECONDS_MAX);
    return Duration.ofMillis(millis - random.nextLong(millis / 5));
  }

  private Duration lasts(ReadOptions options) {
    long asked = options.watching().timeoutSeconds().orElse(0);
    long seconds =
        asked == 0
            ? WATCH_SECONDS_MIN + random.nextLong(WATCH_SECONDS_MIN)
            : Math.min(asked, WATCH_SECONDS_MAX);
    return Duration.ofSeconds(seconds);
  }

  /// What a write answered, in the form that the client asked for; errors and anything but an
  /// object of the kind stay as they are.
  Answer inForm(ResourceRequest request, Answer written) {
    ObjectWriter writer = writer(request);
    if (written.code() >= 300
        || !(written instanceof Answer.Whole whole)
        || writer.isPlain()
        || !Json.parse(whole.bytes()).path("kind").asText().equals(request.kind().kind())) {
      return written;
    }
    return Answer.bytes(whole.code(), Answer.JSON, writer.single(whole.bytes()))
        .with(whole.headers());
  }

  private static ObjectFilter filter(ResourceRequest request) {
    return ObjectFilter.of(request.kind(), request.path().namespace(), request.read());
  }

  private ObjectWriter writer(ResourceRequest request) {
    OutputForm form = OutputForm.of(request.request().header("accept"), request.request().query());
    return new ObjectWriter(request.kind(), form, clock, views.apply(request.kind()));
  }
}
