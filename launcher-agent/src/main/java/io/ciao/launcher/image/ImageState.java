package io.ciao.launcher.image;

import java.nio.file.Path;

/// Whether an image can be used on this node.
public sealed interface ImageState {

  /// It is being copied and verified; who asked is told when that is over.
  record Preparing() implements ImageState {}

  /// A copy of the node's own, verified and never changed.
  record Ready(Path path) implements ImageState {}

  /// It cannot be used as things are; asked again later, a changed file is looked at anew.
  ///
  /// @param reason one of `InstanceReasons`
  record Unusable(String reason, String message) implements ImageState {}
}
