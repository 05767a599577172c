package io.ciao.apiserver.request;

import java.util.Locale;

/// What a request does, in the words that authorization and discovery use.
public enum Verb {
  GET,
  LIST,
  WATCH,
  CREATE,
  UPDATE,
  PATCH,
  DELETE,
  DELETECOLLECTION;

  /// Lower case, as in discovery documents and messages.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean reads() {
    return switch (this) {
      case GET, LIST, WATCH -> true;
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION -> false;
    };
  }
}
