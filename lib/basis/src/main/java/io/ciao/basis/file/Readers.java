package io.ciao.basis.file;

/// Who may read a file. Only its owner may write it.
public enum Readers {
  /// Mode 0644.
  EVERYBODY,
  /// Mode 0600, from the first moment.
  OWNER
}
