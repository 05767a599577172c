package io.ciao.apiserver.limit;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Refusals;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Lets requests through to another handler as long as there is room, and answers 429 for the rest.
/// Health is never refused. Safe for many threads.
public final class LimitedHandler implements RequestHandler {
  /// A short crowd is let through a little later, not refused.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// A user may send for so long as fast as it can.
  private static final int BURST_SECONDS = 2;

  /// An agent that waits for an answer no longer sends the next; two apiservers may be asked at
  /// once.
  private static final int SIGNS_OF_LIFE_PER_NODE = 4;

  private static final Set<String> HEALTH = Set.of("/livez", "/readyz", "/healthz");

  private final RequestHandler inner;
  private final Limits limits;
  private final Shares people;
  private final Shares system;
  private final Shares signsOfLife;
  private final Shares watches;
  private final Rates rates;
  private final LongAdder refused = new LongAdder();

  /// Limits before a handler.
  ///
  /// @param nanos monotonic
  public LimitedHandler(RequestHandler inner, Limits limits, LongSupplier nanos) {
    this.inner = inner;
    this.limits = limits;
    int rate = limits.ratePerUser();
    this.rates = new Rates(rate, (double) rate * BURST_SECONDS, nanos);
    this.people = new Shares(limits.requests(), limits.requestsPerUser());
    this.system = new Shares(limits.systemRequests(), limits.systemRequests());
    this.signsOfLife = new Shares(limits.systemRequests(), SIGNS_OF_LIFE_PER_NODE);
    this.watches = new Shares(limits.watches(), limits.watchesPerUser());
  }

  /// Requests under way; watches are not among them once they have begun.
  public int requests() {
    return people.held() + system.held() + signsOfLife.held();
  }

  /// Watches that are open.
  public int watches() {
    return watches.held();
  }

  /// Requests answered 429 so far.
  public long refused() {
    return refused.sum();
  }

  @Override
  public Answer handle(ApiRequest request) throws InterruptedException {
    if (HEALTH.contains(request.path())) {
      return inner.handle(request);
    }
    Identity identity = request.identity();
    String user = identity.user();
    if (isSignOfLife(request)) {
      return signsOfLife.take(user) == Shares.Outcome.TAKEN
          ? handle(request, signsOfLife, user)
          : refuse("\"" + user + "\" renews its presence oftener than answers come");
    }
    if (!isExempt(identity) && !rates.take(user)) {
      return refuse(
          "user \"" + user + "\" sends more than " + limits.ratePerUser() + " requests a second");
    }
    Shares shares = isSystem(identity) ? system : people;
    Shares.Outcome outcome = shares.await(user, PATIENCE.toNanos());
    return switch (outcome) {
      case TAKEN -> handle(request, shares, user);
      case USER_HAS_ALL ->
          refuse(
              "user \""
                  + user
                  + "\" has "
                  + limits.requestsPerUser()
                  + " requests under way, and"
                  + " may have no more");
      case NONE_LEFT -> refuse("the apiserver has as many requests under way as it takes");
    };
  }

  private Answer handle(ApiRequest request, Shares shares, String user)
      throws InterruptedException {
    boolean lasts = false;
    try {
      Answer answer = inner.handle(request);
      if (answer instanceof Answer.Streamed streamed) {
        if (answer.isWatch(request)) {
          return watch(streamed, user);
        }
        lasts = true;
        return with(streamed, streamed.body().whenOver(() -> shares.giveBack(user)));
      }
      return answer;
    } finally {
      if (!lasts) {
        shares.giveBack(user);
      }
    }
  }

  private Answer watch(Answer.Streamed answer, String user) {
    Shares.Outcome outcome = watches.take(user);
    if (outcome == Shares.Outcome.TAKEN) {
      return with(answer, answer.body().whenOver(() -> watches.giveBack(user)));
    }
    answer.body().abandon();
    return refuse(
        outcome == Shares.Outcome.USER_HAS_ALL
            ? "user \""
                + user
                + "\" has "
                + limits.watchesPerUser()
                + " watches open, and may have"
                + " no more"
            : "the apiserver has as many watches open as it takes: " + limits.watches());
  }

  private static Answer with(Answer.Streamed answer, StreamBody body) {
    return new Answer.Streamed(answer.code(), answer.contentType(), answer.headers(), body);
  }

  private Answer refuse(String why) {
    refused.increment();
    return Answer.error(Refusals.tooManyRequests(why).error());
  }

  /// Whether it has room of its own. Whoever is late with it is lost, so it must not wait behind
  /// what the same node, or everybody, asks beside.
  private static boolean isSignOfLife(ApiRequest request) {
    return isSystem(request.identity())
        && request.method().equals("POST")
        && RequestPath.parse(request.path()).orElse(null) instanceof RequestPath.Resource resource
        && resource.isSignOfLife();
  }

  private static boolean isSystem(Identity identity) {
    return identity.isScheduler() || identity.isNode();
  }

  private static boolean isExempt(Identity identity) {
    return identity.isAdmin() || identity.isScheduler();
  }
}
