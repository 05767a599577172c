package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;

/// Asks whether a request is permitted. Permission rests on what the cache shows (roles, bindings,
/// what is public), and that may be older than what a read then waits for. Safe for many threads.
final class Permission {
  private final Authorizer authorizer;
  private final Runnable catchUp;

  /// @param catchUp makes the cache show all that was committed before
  Permission(Authorizer authorizer, Runnable catchUp) {
    this.authorizer = authorizer;
    this.catchUp = catchUp;
  }

  /// Reads something.
  interface Read {
    Answer answer() throws InterruptedException;
  }

  boolean holds(ResourceRequest resource) {
    return !(decide(resource) instanceof Decision.Denied);
  }

  /// Refuses the request with 403 unless it is permitted.
  void require(ResourceRequest resource) {
    if (!holds(resource)) {
      // A node may have heard of its instance, and anybody of a role, before this apiserver's
      // cache.
      catchUp.run();
      refuseIfDenied(resource);
    }
  }

  /// What a permitted read answers, if it is permitted too by a cache at least as new as the
  /// answer: an object is not shown with what it became after it was withdrawn.
  Answer through(ResourceRequest resource, Read read) throws InterruptedException {
    Answer answer = read.answer();
    refuseIfDenied(resource);
    return answer;
  }

  private Decision decide(ResourceRequest resource) {
    return authorizer.decide(resource.request().identity(), resource.access());
  }

  private void refuseIfDenied(ResourceRequest resource) {
    if (decide(resource) instanceof Decision.Denied(String reason)) {
      throw denial(resource, reason);
    }
  }

  private static RequestRefused denial(ResourceRequest resource, String reason) {
    Identity identity = resource.request().identity();
    String name = resource.path().name() == null ? "" : resource.path().name();
    return Refusals.forbidden(
        Target.resource(resource.kind()), name, resource.access().denial(identity, reason));
  }
}
