package io.ciao.ssntp.payload;

/// What came of reading a payload.
///
/// @param <T> the payload's record
public sealed interface PayloadResult<T> {

  /// It could be read.
  record Parsed<T>(T value) implements PayloadResult<T> {}

  /// It could not.
  ///
  /// @param problem every key that is wrong, with what it holds, for a log
  record Corrupt<T>(String problem) implements PayloadResult<T> {}
}
