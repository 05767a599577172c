package io.ciao.apiserver.request;

import java.util.Locale;
import java.util.Optional;

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

  /// The verb of a request, from its method and what its path names; empty if the path takes no
  /// such method.
  ///
  /// @param watching whether the query asks for a watch
  public static Optional<Verb> of(String method, RequestPath.Resource path, boolean watching) {
    if (!path.action().isEmpty() || !path.subresource().isEmpty()) {
      return switch (method) {
        case "GET" -> Optional.of(GET);
        case "POST" -> Optional.of(CREATE);
        case "PUT" -> Optional.of(UPDATE);
        case "PATCH" -> Optional.of(PATCH);
        default -> Optional.empty();
      };
    }
    if (path.name() == null) {
      return switch (method) {
        case "GET" -> Optional.of(watching ? WATCH : LIST);
        case "POST" -> Optional.of(CREATE);
        case "DELETE" -> Optional.of(DELETECOLLECTION);
        default -> Optional.empty();
      };
    }
    return switch (method) {
      case "GET" -> Optional.of(GET);
      case "PUT" -> Optional.of(UPDATE);
      case "PATCH" -> Optional.of(PATCH);
      case "DELETE" -> Optional.of(DELETE);
      default -> Optional.empty();
    };
  }

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
