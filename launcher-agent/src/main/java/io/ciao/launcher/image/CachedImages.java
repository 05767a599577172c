package io.ciao.launcher.image;

import io.ciao.api.image.ImageNames;
import io.ciao.api.node.NodeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which images the cache of a node holds. Reads the directory each time: it alone says so.
public final class CachedImages {
  private static final Logger LOG = LoggerFactory.getLogger(CachedImages.class);
  private static final Pattern COPY = Pattern.compile("([0-9a-f]{64})\\.(qcow2|raw)");

  private final Path cache;

  /// @param cache directory of an [ImageCache], which may not exist yet
  public CachedImages(Path cache) {
    this.cache = cache;
  }

  /// Whole copies, verified, in any order; none if the directory cannot be read.
  public List<NodeImage> list() {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    var found = new ArrayList<NodeImage>();
    try (var files = Files.newDirectoryStream(cache)) {
      files.forEach(file -> read(file).ifPresent(found::add));
    } catch (IOException e) {
      LOG.warn("image cache cannot be read directory={} problem={}", cache, e.toString());
    }
    return found;
  }

  private static Optional<NodeImage> read(Path file) {
    var name = COPY.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      var names = List.of(ImageNames.ofFile(name.group(2), name.group(1)));
      return Optional.of(new NodeImage(names, Files.size(file)));
    } catch (IOException e) {
      // It was removed a moment ago.
      return Optional.empty();
    }
  }
}
