package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image that a node has ready for instances.
///
/// @param names what it is called, as [io.ciao.api.image.ImageNames] calls it
/// @param sizeBytes what it takes on the node's disk
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeImage(@Nullable List<String> names, @Nullable Long sizeBytes) {
  /// So many a node tells of at most: the largest, for they take longest to come by.
  public static final int IMAGES_MAX = 32;

  /// So many names of one image are told at most.
  public static final int NAMES_MAX = 4;

  /// A longer name is not told.
  public static final int NAME_CHARACTERS_MAX = 256;

  /// A name is kept once, however many nodes have the image.
  public NodeImage {
    names = names == null ? null : names.stream().map(String::intern).toList();
  }

  @Override
  public List<String> names() {
    return names == null ? List.of() : names;
  }

  /// 0 where nothing is said.
  public long bytes() {
    return sizeBytes == null ? 0 : sizeBytes;
  }
}
