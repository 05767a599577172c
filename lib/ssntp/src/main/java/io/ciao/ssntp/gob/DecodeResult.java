package io.ciao.ssntp.gob;

/// What came of looking at the bytes that have arrived so far.
///
/// @param <T> the decoded thing
public sealed interface DecodeResult<T> {

  /// One whole value.
  ///
  /// @param consumed bytes taken from the buffer by this call, type descriptors before the value
  ///   included; its position has moved by as much
  record Decoded<T>(T value, int consumed) implements DecodeResult<T> {}

  /// The message at the buffer's position is not complete.
  ///
  /// @param missing how many bytes must arrive before it is worth asking again, at least 1
  record Incomplete<T>(int missing) implements DecodeResult<T> {}

  /// The stream is broken: close the connection, nothing after this point means anything.
  ///
  /// @param offset where, in bytes from the start of the stream
  /// @param problem what was found and what was needed, for a log
  record Malformed<T>(long offset, String problem) implements DecodeResult<T> {}
}
