package io.ciao.launcher.node;

import io.ciao.api.node.NodeImage;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What of a node's images its status says. Pure: the same images give the same text in whatever
/// order they were found, and always one that the API takes.
final class ReadyImages {
  /// What takes longest to come by is told first.
  private static final Comparator<NodeImage> LARGEST_FIRST =
      Comparator.comparingLong(NodeImage::bytes)
          .reversed()
          .thenComparing(i -> i.names().getFirst());

  private ReadyImages() {}

  /// At most [NodeImage#IMAGES_MAX], each with at most [NodeImage#NAMES_MAX] names.
  static List<NodeImage> of(Collection<NodeImage> found) {
    return found.stream()
        .map(ReadyImages::told)
        .flatMap(Optional::stream)
        .sorted(LARGEST_FIRST)
        .limit(NodeImage.IMAGES_MAX)
        .toList();
  }

  /// Short names first: those with a tag are what people write, a digest makes a long one.
  private static Optional<NodeImage> told(NodeImage image) {
    var names =
        image.names().stream()
            .filter(name -> name.length() <= NodeImage.NAME_CHARACTERS_MAX)
            .sorted(
                Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
            .limit(NodeImage.NAMES_MAX)
            .sorted()
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new NodeImage(names, Math.max(0, image.bytes())));
  }
}
