package io.ciao.apiserver.status;

import io.ciao.apiserver.status.StatusError.Details;
import io.ciao.store.Term;
import java.util.List;
import java.util.stream.Collectors;

/// The refusals of the API, each in the wording of the conventions: tools match some of these
/// sentences.
public final class Refusals {
  private Refusals() {}

  public static RequestRefused notFound(GroupResource resource, String name) {
    return new StatusError(
            404, "NotFound", resource + " \"" + name + "\" not found", Details.of(resource, name))
        .refused();
  }

  /// No such path, group, version or resource.
  public static RequestRefused noSuchResource() {
    return new StatusError(
            404, "NotFound", "the server could not find the requested resource", null)
        .refused();
  }

  public static RequestRefused alreadyExists(GroupResource resource, String name) {
    return new StatusError(
            409,
            "AlreadyExists",
            resource + " \"" + name + "\" already exists",
            Details.of(resource, name))
        .refused();
  }

  /// The caller's resourceVersion is not the object's.
  public static RequestRefused modified(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static RequestRefused conflict(GroupResource resource, String name, String why) {
    return new StatusError(
            409,
            "Conflict",
            "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
            Details.of(resource, name))
        .refused();
  }

  /// An object that breaks rules; all of them are named.
  ///
  /// @param kind the kind's name, as upstream names it here, for example `Instance`
  public static RequestRefused invalid(String group, String kind, String name, List<Cause> causes) {
    String text = causes.stream().map(Cause::sentence).distinct().collect(Collectors.joining(", "));
    String list = causes.size() == 1 ? text : "[" + text + "]";
    return new StatusError(
            422,
            "Invalid",
            new GroupResource(group, kind) + " \"" + name + "\" is invalid: " + list,
            new Details(name, group, kind, "", causes))
        .refused();
  }

  public static RequestRefused badRequest(String message) {
    return new StatusError(400, "BadRequest", message, null).refused();
  }

  public static RequestRefused unauthorized() {
    return new StatusError(
            401,
            "Unauthorized",
            "Unauthorized: a client certificate signed by the cluster's authority, or a bearer"
                + " token, is needed",
            null)
        .refused();
  }

  /// A bearer token that is not accepted.
  ///
  /// @param why holds nothing of the token
  public static RequestRefused unauthorized(String why) {
    return new StatusError(
            401, "Unauthorized", "Unauthorized: the bearer token is not accepted: " + why, null)
        .refused();
  }

  /// A client certificate that counts no longer.
  public static RequestRefused revoked(String why) {
    return new StatusError(401, "Unauthorized", "Unauthorized: " + why, null).refused();
  }

  public static RequestRefused forbidden(GroupResource resource, String name, String why) {
    String object = name.isEmpty() ? resource.toString() : resource + " \"" + name + "\"";
    return new StatusError(
            403, "Forbidden", object + " is forbidden: " + why, Details.of(resource, name))
        .refused();
  }

  /// A create in a namespace that is being deleted; clients look for the cause.
  public static RequestRefused terminating(GroupResource resource, String name, String namespace) {
    Cause cause =
        new Cause(
            "NamespaceTerminating",
            "namespace " + namespace + " is being terminated",
            "metadata.namespace");
    return new StatusError(
            403,
            "Forbidden",
            resource
                + " \""
                + name
                + "\" is forbidden: unable to create new content in namespace "
                + namespace
                + " because it is being terminated",
            new Details(name, resource.group(), resource.resource(), "", List.of(cause)))
        .refused();
  }

  public static RequestRefused methodNotAllowed(String what) {
    return new StatusError(405, "MethodNotAllowed", what, null).refused();
  }

  public static RequestRefused notAcceptable(String accepted) {
    return new StatusError(
            406, "NotAcceptable", "only the following media types are accepted: " + accepted, null)
        .refused();
  }

  public static RequestRefused unsupportedMediaType(String accepted) {
    return new StatusError(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + accepted,
            null)
        .refused();
  }

  public static RequestRefused tooLarge(String what, long found, long limit) {
    String size = found < 0 ? "more than that" : found + " bytes";
    return new StatusError(
            413,
            "RequestEntityTooLarge",
            "Request entity too large: "
                + what
                + " may have "
                + (limit >> 20)
                + " MiB ("
                + limit
                + " bytes), found "
                + size,
            null)
        .refused();
  }

  public static RequestRefused expired(String message) {
    return new StatusError(410, "Expired", message, null).refused();
  }

  /// The term that a leader writes under is over.
  public static RequestRefused termLost(Term term) {
    return precondition(
        "LeaderTermLost", "the term " + term + " is over: another leader was elected since");
  }

  public static RequestRefused precondition(String reason, String message) {
    return new StatusError(412, reason, message, null).refused();
  }

  /// A version that the cache does not reach: of the future, or of another cluster.
  public static RequestRefused tooLargeVersion(long version, long reached) {
    String what = "Too large resource version";
    return new StatusError(
            504,
            "Timeout",
            what + ": " + version + ", current: " + reached,
            new Details("", "", "", "", List.of(new Cause("ResourceVersionTooLarge", what, ""))))
        .refused();
  }

  /// The client asks for more than its share; answered with `Retry-After`.
  public static RequestRefused tooManyRequests(String why) {
    return new StatusError(429, "TooManyRequests", why + "; try again later", null).refused();
  }

  public static RequestRefused timeout(String message) {
    return new StatusError(504, "Timeout", message, null).refused();
  }

  public static RequestRefused unavailable(String message) {
    return new StatusError(503, "ServiceUnavailable", message, null).refused();
  }
}
