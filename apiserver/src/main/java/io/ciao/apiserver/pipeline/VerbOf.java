package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.Refusals;

/// The verb of a request, from its method and what its path names. Pure.
final class VerbOf {
  private VerbOf() {}

  /// The verb.
  ///
  /// @param watching whether the query asks for a watch
  static Verb request(String method, RequestPath.Resource path, boolean watching) {
    if (!path.action().isEmpty() || !path.subresource().isEmpty()) {
      return part(method);
    }
    if (path.name() == null) {
      return switch (method) {
        case "GET" -> watching ? Verb.WATCH : Verb.LIST;
        case "POST" -> Verb.CREATE;
        case "DELETE" -> Verb.DELETECOLLECTION;
        default -> throw notAllowed(method);
      };
    }
    return switch (method) {
      case "GET" -> Verb.GET;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> Verb.DELETE;
      default -> throw notAllowed(method);
    };
  }

  private static Verb part(String method) {
    return switch (method) {
      case "GET" -> Verb.GET;
      case "POST" -> Verb.CREATE;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      default -> throw notAllowed(method);
    };
  }

  private static RuntimeException notAllowed(String method) {
    return Refusals.methodNotAllowed(
        "the server does not allow this method on the requested resource: " + method);
  }
}
