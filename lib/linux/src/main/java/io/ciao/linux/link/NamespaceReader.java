package io.ciao.linux.link;

/// Reads what the kernel has.
public interface NamespaceReader {
  /// Everything that a decision about this model may look at. A namespace that does not exist is an
  /// answer; one that cannot be read is an exception, never an empty answer.
  ActualNamespace read(NamespaceModel model);
}
