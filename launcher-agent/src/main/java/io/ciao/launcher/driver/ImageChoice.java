package io.ciao.launcher.driver;

import java.nio.file.Path;

/// What a copy is made from, already verified.
public sealed interface ImageChoice {

  /// A disk image on this node; `format` is `qcow2` or `raw`.
  record DiskImage(Path path, String format) implements ImageChoice {}

  /// An image in the node's container engine.
  record ContainerImage(String name) implements ImageChoice {}

  /// No image: a simulated copy.
  record NoImage() implements ImageChoice {}
}
