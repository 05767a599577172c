package io.ciao.launcher.image;

import io.ciao.api.instance.InstanceReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Disk images of this node, copied into a cache under the name of their sha256 while that is
/// computed. Root disks are overlays on the copies: whatever happens to the source file afterwards
/// cannot reach a disk that stands on it.
///
/// A source must lie below one of the configured directories, symbolic links resolved. A file that
/// did not match is read again only once it is another file (identity, size or time).
///
/// Safe for many threads; each image is read once at a time, on a virtual thread of its own.
public final class ImageCache {
  /// How long a caller waits itself before it is told [ImageState.Preparing]: small images are
  /// ready by then, and nobody has to be woken.
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Path cache;
  private final List<Path> roots;
  private final ImageCopier copier;
  private final Map<String, CompletableFuture<ImageState>> running = new ConcurrentHashMap<>();
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

  /// A file as it was when it was refused.
  private record Refusal(FileIdentity file, ImageState.Unusable state) {}

  private record FileIdentity(@Nullable Object key, long size, FileTime modified) {}

  /// Opens the cache.
  ///
  /// @param cache directory for the copies
  /// @param roots directories that images may lie below
  public ImageCache(Path cache, List<Path> roots) throws IOException {
    this.cache = Files.createDirectories(cache);
    this.roots = List.copyOf(roots);
    this.copier = new ImageCopier(this.cache);
  }

  /// The state of an image now.
  ///
  /// @param source absolute path as in `Image.spec.source.file`
  /// @param sha256 lower-case hex
  /// @param format `qcow2` or `raw`
  /// @param onReady run when a state other than Preparing is known, if this call returned Preparing
  public ImageState state(String source, String sha256, String format, Runnable onReady)
      throws InterruptedException {
    var copy = copier.placeOf(sha256, format);
    if (Files.exists(copy)) {
      return new ImageState.Ready(copy);
    }
    Path real;
    FileIdentity identity;
    try {
      real = Path.of(source).toRealPath();
      var attributes = Files.readAttributes(real, BasicFileAttributes.class);
      identity =
          new FileIdentity(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return notFound(source);
    } catch (IOException e) {
      return new ImageState.Unusable(
          InstanceReasons.IMAGE_NOT_FOUND,
          "image file " + source + " cannot be read on this node: " + e.getMessage());
    }
    if (!allowed(real)) {
      return notAllowed(source, real);
    }
    var refused = refusals.get(sha256 + real);
    if (refused != null && refused.file().equals(identity)) {
      return refused.state();
    }
    return await(begin(real, identity, sha256, format), onReady);
  }

  private CompletableFuture<ImageState> begin(
      Path real, FileIdentity identity, String sha256, String format) {
    return running.computeIfAbsent(
        sha256 + real,
        key -> {
          var result = new CompletableFuture<ImageState>();
          Thread.ofVirtual()
              .name("image-" + sha256.substring(0, 12))
              .start(
                  () -> {
                    var state = copier.copy(real, sha256, format);
                    if (state instanceof ImageState.Unusable unusable) {
                      refusals.put(key, new Refusal(identity, unusable));
                    }
                    running.remove(key);
                    result.complete(state);
                  });
          return result;
        });
  }

  private static ImageState await(CompletableFuture<ImageState> result, Runnable onReady)
      throws InterruptedException {
    try {
      return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var _ = result.thenRun(onReady);
      return new ImageState.Preparing();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the copier completes with a state or not at all", e);
    }
  }

  private boolean allowed(Path real) {
    for (var root : roots) {
      try {
        if (real.startsWith(root.toRealPath())) {
          return true;
        }
      } catch (IOException e) {
        // A directory that does not exist holds no image.
      }
    }
    return false;
  }

  private static ImageState notFound(String source) {
    return new ImageState.Unusable(
        InstanceReasons.IMAGE_NOT_FOUND,
        "image file " + source + " does not exist on this node; put it there");
  }

  private ImageState notAllowed(String source, Path real) {
    var where = real.toString().equals(source) ? source : source + " (that is " + real + ")";
    return new ImageState.Unusable(
        InstanceReasons.IMAGE_NOT_ALLOWED,
        "image file "
            + where
            + " lies below none of this node's image directories "
            + roots
            + "; move it there or add --images to the agent");
  }
}
