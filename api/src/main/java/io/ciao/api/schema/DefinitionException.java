package io.ciao.api.schema;

/// A CRD file that cannot be used; the message names the file, the place and what is wrong. A
/// mistake of ours, found at start and in tests.
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DefinitionException(String source, String problem) {
    super(source + ": " + problem);
  }

  DefinitionException(String source, String problem, Throwable cause) {
    super(source + ": " + problem, cause);
  }
}
