package io.ciao.api.codec;

/// A text that is no object we can take: malformed, ambiguous or beyond a limit.
///
/// The message is written for the author of the text: where (line and column, counted from 1, when
/// there is a place), what was found, what to do. Callers put the name of the file or request
/// before it and show it as it is.
public final class UnreadableObjectException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private UnreadableObjectException(int line, int column, String problem) {
    super(line > 0 ? "line " + line + ", column " + column + ": " + problem : problem);
  }

  static UnreadableObjectException at(int line, int column, String problem) {
    return new UnreadableObjectException(line, column, problem);
  }

  static UnreadableObjectException whole(String problem) {
    return new UnreadableObjectException(0, 0, problem);
  }
}
