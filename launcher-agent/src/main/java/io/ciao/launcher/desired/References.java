package io.ciao.launcher.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds the objects that an instance refers to. What came a moment ago, by START or by a look, is
/// taken as it is; else the API is asked by exact name; while that is away, what is kept serves.
public final class References {
  /// A start uses what its START carried, without a question to the API.
  static final Duration FRESH = Duration.ofSeconds(10);

  /// An API that did not answer is not waited for again so soon where something is kept: a start
  /// has several references, and each wait would delay it.
  static final Duration AWAY = Duration.ofSeconds(30);

  /// What came of looking.
  public sealed interface Lookup {
    record Found(Kept object) implements Lookup {}

    /// The API says that there is none, or that this node may not see it.
    record Absent(String problem) implements Lookup {}

    /// The API cannot be asked, and nothing is kept.
    record Unknown(String problem) implements Lookup {}
  }

  private final KeptObjects kept;
  private final Asking api;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Instant> unansweredAt = new AtomicReference<>();

  /// Reads one object from the API.
  public interface Asking {
    /// The object of that key as the API shows it.
    ///
    /// @throws ApiException as the API refuses it
    /// @throws ApiUnreachableException if the API does not answer
    ObjectNode get(ResourceType type, ObjectKey key);
  }

  public References(KeptObjects kept, Asking api, InstantSource clock) {
    this.kept = kept;
    this.api = api;
    this.clock = clock;
  }

  /// Looks the object up.
  public Lookup find(KeptKind kind, ObjectKey key) {
    var present = kept.byKey(kind, key);
    if (present.isPresent() && (fresh(present.get()) || apiIsAway())) {
      return new Lookup.Found(present.get());
    }
    try {
      kept.offer(api.get(kind.type(), key), Source.API);
      unansweredAt.set(null);
      return kept.byKey(kind, key)
          .<Lookup>map(Lookup.Found::new)
          .orElseGet(() -> new Lookup.Unknown(kind.type().kind() + " " + key + " has no uid"));
    } catch (ApiException e) {
      return e.isNotFound()
          ? new Lookup.Absent(kind.type().kind() + " " + key + " does not exist")
          : unlessKept(present, kind.type().kind() + " " + key + ": " + e.getMessage());
    } catch (ApiUnreachableException e) {
      unansweredAt.set(clock.instant());
      // A START may have brought it while the API was waited for.
      return unlessKept(kept.byKey(kind, key), e.getMessage());
    }
  }

  private static Lookup unlessKept(Optional<Kept> present, @Nullable String problem) {
    return present
        .<Lookup>map(Lookup.Found::new)
        .orElseGet(() -> new Lookup.Unknown(String.valueOf(problem)));
  }

  private boolean apiIsAway() {
    var since = unansweredAt.get();
    return since != null && since.plus(AWAY).isAfter(clock.instant());
  }

  private boolean fresh(Kept object) {
    return object.source() != Source.DISK
        && object.receivedAt().plus(FRESH).isAfter(clock.instant());
  }
}
