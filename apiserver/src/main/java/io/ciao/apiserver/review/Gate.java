package io.ciao.apiserver.review;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.FieldSelector;
import io.ciao.apiserver.auth.Access;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.registry.BodyReader;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;

/// What every resource of this package asks first: that it is a POST, that the caller may make one,
/// and that the body is what the path says.
final class Gate {
  private final Authorizer authorizer;
  private final ResourceStore store;

  Gate(Authorizer authorizer, ResourceStore store) {
    this.authorizer = authorizer;
    this.store = store;
  }

  /// Reads the body of a permitted request.
  ///
  /// @param apiVersion of the body
  ObjectNode enter(RequestPath.Resource path, ApiRequest request, String apiVersion, String kind) {
    require(path, request);
    if (!request.method().equals("POST")) {
      throw Refusals.methodNotAllowed(
          "the server does not allow this method on the requested resource: it takes POST alone");
    }
    ObjectNode body = BodyReader.object(request.body(), request.header("content-type"));
    check(body, "apiVersion", apiVersion);
    check(body, "kind", kind);
    return body;
  }

  private void require(RequestPath.Resource path, ApiRequest request) {
    Access access = new Access(verb(request.method()), path, FieldSelector.ALL);
    Decision decision = authorizer.decide(request.identity(), access);
    if (decision instanceof Decision.Denied) {
      // A role that permits it may be newer than what this apiserver's cache shows.
      catchUp();
      decision = authorizer.decide(request.identity(), access);
    }
    if (decision instanceof Decision.Denied(String reason)) {
      String name = path.name() == null ? "" : path.name();
      throw Refusals.forbidden(
          new GroupResource(path.group(), path.resource()),
          name,
          access.denial(request.identity(), reason));
    }
  }

  /// Who may not ask is not told either what else cannot be done here.
  private static Verb verb(String method) {
    return switch (method) {
      case "GET", "HEAD" -> Verb.GET;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" -> Verb.PATCH;
      case "DELETE" -> Verb.DELETE;
      default -> Verb.CREATE;
    };
  }

  /// Makes the cache show all that was committed before.
  void catchUp() {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private static void check(ObjectNode body, String field, String wanted) {
    String found = body.path(field).asText("");
    if (found.isEmpty()) {
      body.put(field, wanted);
    } else if (!found.equals(wanted)) {
      throw Refusals.badRequest(
          "the "
              + field
              + " in the data ("
              + found
              + ") does not match the expected one ("
              + wanted
              + ")");
    }
  }

  /// The object as it is answered: what was sent, with a status and nothing of a stored object.
  static ObjectNode answered(ObjectNode body, ObjectNode status) {
    ObjectNode answer = Json.object();
    answer.set("kind", body.get("kind"));
    answer.set("apiVersion", body.get("apiVersion"));
    answer.set("metadata", body.path("metadata").isObject() ? body.get("metadata") : Json.object());
    answer.set("spec", body.path("spec").isObject() ? body.get("spec") : Json.object());
    answer.set("status", status);
    return answer;
  }
}
