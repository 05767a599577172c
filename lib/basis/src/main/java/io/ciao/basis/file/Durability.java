package io.ciao.basis.file;

/// What a write that returned survives.
public enum Durability {
  /// A power cut.
  FORCED,
  /// The end of this process; a power cut may bring the old content back. For what can be made
  /// again.
  LAZY
}
