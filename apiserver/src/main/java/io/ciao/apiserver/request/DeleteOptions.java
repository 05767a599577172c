package io.ciao.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a delete asks for: `DeleteOptions` of the conventions, from the body or, without one, from
/// the query. A grace period is accepted and means nothing: what must end in order says so by
/// finalizers.
///
/// @param dryRun everything is checked and nothing stored
/// @param propagationOrNull what becomes of the object's dependents; null if the client does not
///   say
/// @param uid what the object's uid must be; empty for any
/// @param resourceVersion what its version must be; empty for any
/// @param promptly whether the client asked, in the old way, not to orphan, and so is told by 202
///   that the object still stands
public record DeleteOptions(
    boolean dryRun,
    @Nullable Propagation propagationOrNull,
    String uid,
    String resourceVersion,
    boolean promptly) {
  /// Kept by an object whose dependents have to go first.
  public static final String FOREGROUND = "foregroundDeletion";

  /// Kept by an object whose dependents have to be let go of first.
  public static final String ORPHAN = "orphan";

  /// Nothing asked for.
  public static final DeleteOptions NONE = new DeleteOptions(false, null, "", "", false);

  /// What becomes of the dependents of a deleted object.
  public enum Propagation {
    /// They are removed after it.
    BACKGROUND,
    /// They are removed before it.
    FOREGROUND,
    /// They stay and lose their reference.
    ORPHAN
  }

  /// Reads the options of a request.
  ///
  /// @param body a `DeleteOptions` object; empty if the request has none
  /// @throws io.ciao.apiserver.status.RequestRefused 400 or 422 if they make no sense
  public static DeleteOptions of(ObjectNode body, Query query) {
    if (body.isEmpty()) {
      return ofQuery(query);
    }
    String kind = text(body, "kind");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw Refusals.badRequest(
          "the body of a delete is DeleteOptions, found kind \"" + kind + "\"");
    }
    JsonNode preconditions = body.path("preconditions");
    if (!preconditions.isMissingNode() && !preconditions.isNull() && !preconditions.isObject()) {
      throw Refusals.badRequest("preconditions: an object is needed");
    }
    JsonNode orphan = body.path("orphanDependents");
    if (!orphan.isMissingNode() && !orphan.isNull() && !orphan.isBoolean()) {
      throw Refusals.badRequest("orphanDependents: must be true or false");
    }
    boolean dryRun = WriteOptions.dryRun(texts(body, "dryRun"));
    return new DeleteOptions(
        dryRun || WriteOptions.dryRun(query.all("dryRun")),
        propagation(
            text(body, "propagationPolicy"), orphan.isBoolean() ? orphan.asBoolean() : null),
        text(preconditions, "uid"),
        text(preconditions, "resourceVersion"),
        orphan.isBoolean() && !orphan.asBoolean());
  }

  private static DeleteOptions ofQuery(Query query) {
    @Nullable Boolean orphan = query.optionalFlag("orphanDependents").orElse(null);
    return new DeleteOptions(
        WriteOptions.dryRun(query.all("dryRun")),
        propagation(query.text("propagationPolicy"), orphan),
        "",
        "",
        orphan != null && !orphan);
  }

  /// Options that compare the object with what the caller saw.
  public static DeleteOptions seen(String uid, long version, @Nullable Propagation propagation) {
    return new DeleteOptions(false, propagation, uid, Long.toString(version), false);
  }

  /// The same for one object of several: it must still be this one.
  public DeleteOptions of(String onlyUid) {
    return uid.isEmpty()
        ? new DeleteOptions(dryRun, propagationOrNull, onlyUid, resourceVersion, promptly)
        : this;
  }

  /// The finalizers of an object that is deleted with these options: those it has, with the one
  /// that its dependents need. An object that is told nothing keeps what it was told before.
  public List<String> finalizers(List<String> present) {
    if (propagationOrNull == null) {
      return List.copyOf(present);
    }
    List<String> finalizers = new ArrayList<>(present);
    finalizers.removeAll(List.of(FOREGROUND, ORPHAN));
    switch (propagationOrNull) {
      case BACKGROUND -> {
        // Dependents are found without a mark once their owner is gone.
      }
      case FOREGROUND -> finalizers.add(FOREGROUND);
      case ORPHAN -> finalizers.add(ORPHAN);
    }
    return finalizers;
  }

  private static @Nullable Propagation propagation(String policy, @Nullable Boolean orphan) {
    if (!policy.isEmpty() && orphan != null) {
      throw invalid(
          Cause.invalid(
              "propagationPolicy",
              "\"" + policy + "\": orphanDependents and deletionPropagation cannot be both set"));
    }
    if (orphan != null) {
      return orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
    }
    return switch (policy) {
      case "" -> null;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default ->
          throw invalid(
              new Cause(
                  Cause.NOT_SUPPORTED,
                  "Unsupported value: \""
                      + policy
                      + "\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
                  "propagationPolicy"));
    };
  }

  private static RuntimeException invalid(Cause cause) {
    return Refusals.invalid("meta.k8s.io", "DeleteOptions", "", List.of(cause));
  }

  private static String text(JsonNode tree, String field) {
    JsonNode value = tree.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw Refusals.badRequest(field + ": must be a text");
    }
    return value.asText();
  }

  private static List<String> texts(JsonNode tree, String field) {
    JsonNode value = tree.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw Refusals.badRequest(field + ": must be a list of texts");
    }
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
