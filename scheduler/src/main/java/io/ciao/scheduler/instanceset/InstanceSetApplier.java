package io.ciao.scheduler.instanceset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.OwnerReference;
import io.ciao.scheduler.cluster.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Carries out a set's actions through the apiserver, several at a time. Chooses nothing. A write
/// that lost a race is dropped: the change that won it marks the set again.
final class InstanceSetApplier implements AutoCloseable {
  private static final int REQUESTS_MAX = 8;
  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAULT = 500;

  private final Api api;
  private final ExecutorService senders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("instance-set-", 0).factory());
  private final Semaphore inFlight = new Semaphore(REQUESTS_MAX);

  /// The calls that are needed of [ApiClient]; they throw as it does.
  interface Api {
    ObjectNode create(@Nullable String namespace, ObjectNode instance);

    ObjectNode delete(ObjectKey instance, String uid);

    ObjectNode patch(ObjectKey instance, ObjectNode mergePatch);
  }

  InstanceSetApplier(Api api) {
    this.api = api;
  }

  static Api of(ApiClient client) {
    return new Api() {
      @Override
      public ObjectNode create(@Nullable String namespace, ObjectNode instance) {
        return client.create(ResourceType.INSTANCES, namespace, instance);
      }

      @Override
      public ObjectNode delete(ObjectKey instance, String uid) {
        return client.delete(ResourceType.INSTANCES, instance, uid);
      }

      @Override
      public ObjectNode patch(ObjectKey instance, ObjectNode mergePatch) {
        return client.mergePatch(ResourceType.INSTANCES, instance, mergePatch);
      }
    };
  }

  /// What became of the actions.
  ///
  /// @param version the highest that was written; 0 if none was
  /// @param unclear whether something was written whose version is not known
  /// @param refused what the apiserver said of an instance that it does not want
  record Outcome(long version, boolean unclear, Optional<String> refused) {
    static final Outcome NOTHING = new Outcome(0, false, Optional.empty());

    private Outcome and(Outcome other) {
      return new Outcome(
          Math.max(version, other.version),
          unclear || other.unclear,
          refused.isPresent() ? refused : other.refused);
    }
  }

  /// Does all of it. All requests have ended when it returns or throws.
  ///
  /// @throws RuntimeException what the first request that failed threw; others may have taken
  ///   effect
  Outcome apply(List<InstanceSetAction> actions) throws InterruptedException {
    var requests = new ArrayList<Future<Outcome>>();
    var stopped = new AtomicBoolean();
    for (var action : actions) {
      requests.add(senders.submit(Leadership.inSamePass(() -> limited(action, stopped))));
    }
    var outcome = Outcome.NOTHING;
    RuntimeException first = null;
    try {
      for (var request : requests) {
        try {
          outcome = outcome.and(request.get());
        } catch (ExecutionException e) {
          first = first == null ? failure(e) : first;
        }
      }
    } finally {
      // Only an interruption leaves some that still run.
      requests.forEach(request -> request.cancel(true));
    }
    if (first != null) {
      throw first;
    }
    return outcome;
  }

  /// Once one instance was refused, no more are tried: they are all made from one template.
  private Outcome limited(InstanceSetAction action, AtomicBoolean stopped)
      throws InterruptedException {
    inFlight.acquire();
    try {
      if (action instanceof InstanceSetAction.Create && stopped.get()) {
        return Outcome.NOTHING;
      }
      var outcome = one(action);
      if (outcome.refused().isPresent()) {
        stopped.set(true);
      }
      return outcome;
    } finally {
      inFlight.release();
    }
  }

  private Outcome one(InstanceSetAction action) {
    return switch (action) {
      case InstanceSetAction.Create create -> create(create);
      case InstanceSetAction.Delete delete -> {
        var meta = delete.instance().metadata();
        yield write(() -> api.delete(ObjectKey.of(meta), meta.requireUid()));
      }
      case InstanceSetAction.Adopt adopt -> {
        var owners = new ArrayList<>(adopt.instance().metadata().ownerReferences());
        owners.add(SetInstance.owner(adopt.set()));
        yield own(adopt.instance(), owners);
      }
      case InstanceSetAction.Release release -> {
        var owners = new ArrayList<>(release.instance().metadata().ownerReferences());
        owners.removeIf(o -> o.uid().equals(uid(release.set())));
        yield own(release.instance(), owners);
      }
    };
  }

  private Outcome create(InstanceSetAction.Create create) {
    var instance = SetInstance.of(create);
    try {
      return written(api.create(create.set().metadata().namespace(), instance));
    } catch (ApiException e) {
      // Somebody has that name; the caches will show who.
      if (e.isConflict()) {
        return Outcome.NOTHING;
      }
      if (e.isTermLost() || e.code() < FIRST_REFUSAL || e.code() >= FIRST_FAULT) {
        throw e;
      }
      return new Outcome(0, false, Optional.of(create.name() + ": " + e.getMessage()));
    }
  }

  private Outcome own(Instance instance, List<OwnerReference> owners) {
    var meta = instance.metadata();
    var patch = Json.object();
    var metadata = patch.putObject("metadata");
    metadata.put("uid", meta.requireUid());
    metadata.put("resourceVersion", Long.toString(meta.version()));
    var list = metadata.putArray("ownerReferences");
    owners.forEach(o -> list.add(Json.toTree(o)));
    return write(() -> api.patch(ObjectKey.of(meta), patch));
  }

  private interface Write {
    ObjectNode run();
  }

  private static Outcome write(Write write) {
    try {
      return written(write.run());
    } catch (ApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        return Outcome.NOTHING;
      }
      throw e;
    }
  }

  /// An object that went at once is answered by a Status, which names no version.
  private static Outcome written(ObjectNode answer) {
    var version = answer.path("metadata").path("resourceVersion").asLong(0);
    return new Outcome(version, version == 0, Optional.empty());
  }

  private static String uid(InstanceSet set) {
    return set.metadata().requireUid();
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException failure
        ? failure
        : new IllegalStateException("a request for an instance set failed", e.getCause());
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
