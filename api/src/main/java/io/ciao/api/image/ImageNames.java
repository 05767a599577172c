package io.ciao.api.image;

import java.util.Optional;

/// What a node calls the image that an [Image] means, so that the two can be compared as text: a
/// file by format and content, a container's image by the engine's name for it.
public final class ImageNames {
  private static final String HUB = "docker.io/";
  private static final String OLD_HUB = "index.docker.io/";
  private static final String OFFICIAL = "library/";
  private static final String DIGEST = "@sha256:";

  private ImageNames() {}

  /// Empty where the source or the format is missing.
  public static Optional<String> of(ImageSpec spec) {
    var source = spec.source();
    if (source == null) {
      return Optional.empty();
    }
    var docker = source.docker();
    if (docker != null) {
      return Optional.ofNullable(docker.name()).map(ImageNames::ofContainer);
    }
    var file = source.file();
    var format = spec.format();
    return file == null || format == null || file.sha256() == null
        ? Optional.empty()
        : Optional.of(ofFile(format, file.sha256()));
  }

  /// For example `qcow2@sha256:2c26b4…`; wherever the file lies.
  ///
  /// @param sha256 lower-case hex
  public static String ofFile(String format, String sha256) {
    return format + DIGEST + sha256;
  }

  /// The short form in which the engine lists it: without the public registry's name, with a tag,
  /// `nginx:latest` for `docker.io/library/nginx`; of one with a digest without the tag, for the
  /// digest decides.
  public static String ofContainer(String name) {
    var path = withoutHub(name);
    var digest = path.indexOf('@');
    var repository = digest < 0 ? path : path.substring(0, digest);
    var tag = repository.indexOf(':', repository.lastIndexOf('/') + 1);
    if (digest >= 0) {
      return (tag < 0 ? repository : repository.substring(0, tag)) + path.substring(digest);
    }
    return tag < 0 ? repository + ":latest" : repository;
  }

  private static String withoutHub(String name) {
    var path = without(OLD_HUB, without(HUB, name));
    var official = without(OFFICIAL, path);
    return official.contains("/") ? path : official;
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
