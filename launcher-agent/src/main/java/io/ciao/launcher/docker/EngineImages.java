package io.ciao.launcher.docker;

import com.github.dockerjava.api.model.Image;
import io.ciao.api.image.ImageNames;
import io.ciao.api.node.NodeImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's images as they were when it was last asked. It is asked again once one of them has
/// changed, and now and then, for an event can be missed. A slow engine holds nobody up for long.
///
/// Safe for many threads.
final class EngineImages {
  private static final Logger LOG = LoggerFactory.getLogger(EngineImages.class);

  /// What nobody told of is known after this time.
  static final Duration AGAIN = Duration.ofMinutes(10);

  /// What an image without a name has for one.
  private static final String NONE = "<none>";

  private final Supplier<List<Image>> engine;
  private final LongSupplier nanoTime;
  private final Duration patience;
  private @Nullable CompletableFuture<?> looking;
  private @Nullable List<NodeImage> known;
  private boolean stale = true;
  private long lookedAt;

  /// @param engine lists the images; may fail with whatever is unchecked
  /// @param patience how long who asks waits for the engine; what it says later is known at the
  ///   next time
  EngineImages(Supplier<List<Image>> engine, LongSupplier nanoTime, Duration patience) {
    this.engine = engine;
    this.nanoTime = nanoTime;
    this.patience = patience;
  }

  /// One of them may have changed.
  synchronized void changed() {
    stale = true;
  }

  /// Those that have a name; empty until the engine has answered or failed for the first time. One
  /// that is away has none that anybody could use.
  Optional<List<NodeImage>> latest() throws InterruptedException {
    var look = look();
    if (look != null) {
      try {
        look.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.debug("engine is slow to list its images");
      } catch (ExecutionException e) {
        throw new IllegalStateException("a look at the images ends well or not at all", e);
      }
    }
    synchronized (this) {
      return Optional.ofNullable(known);
    }
  }

  /// One that is under way, or that is due; null if what is known will do.
  private synchronized @Nullable CompletableFuture<?> look() {
    if (looking == null && (stale || nanoTime.getAsLong() - lookedAt >= AGAIN.toNanos())) {
      stale = false;
      lookedAt = nanoTime.getAsLong();
      var result = new CompletableFuture<Void>();
      looking = result;
      Thread.ofVirtual()
          .name("docker-images")
          .start(
              () -> {
                ask();
                result.complete(null);
              });
    }
    return looking;
  }

  private void ask() {
    List<NodeImage> found = List.of();
    var failed = false;
    try {
      found = engine.get().stream().map(EngineImages::named).flatMap(Optional::stream).toList();
    } catch (RuntimeException e) {
      LOG.debug("engine does not list its images problem={}", String.valueOf(e.getMessage()));
      failed = true;
    }
    synchronized (this) {
      known = found;
      stale |= failed;
      looking = null;
    }
  }

  private static Optional<NodeImage> named(Image image) {
    var names =
        Stream.of(image.getRepoTags(), image.getRepoDigests())
            .filter(list -> list != null)
            .flatMap(Arrays::stream)
            .filter(name -> !name.startsWith(NONE))
            .map(ImageNames::ofContainer)
            .distinct()
            .toList();
    var size = image.getSize();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new NodeImage(names, size == null ? 0 : size));
  }
}
