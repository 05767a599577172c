package io.ciao.apiserver.request;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.LabelSelector;
import io.ciao.api.schema.SelectorException;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceVersions;
import java.util.OptionalLong;

/// How a list or watch is to be done.
///
/// @param version the resourceVersion asked for; empty if none was given ("" or absent)
/// @param exact whether a list must be at exactly that version
/// @param bookmarks whether a watch may carry bookmarks
/// @param initialEvents whether a watch begins with the present state and a bookmark that ends it
/// @param timeoutSeconds when a watch ends; empty for the server's choice
public record ReadOptions(
    LabelSelector labels,
    FieldSelector fields,
    OptionalLong version,
    boolean exact,
    boolean bookmarks,
    boolean initialEvents,
    OptionalLong timeoutSeconds) {

  /// Reads the options of a list or watch.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 400 if a parameter is malformed or does not
  ///   fit
  public static ReadOptions of(Query query, KindDefinition kind) {
    OptionalLong version = version(query.text("resourceVersion"));
    boolean watch = query.flag("watch");
    String match = query.text("resourceVersionMatch");
    boolean initialGiven = query.optionalFlag("sendInitialEvents").isPresent();
    checkMatch(match, version, watch, initialGiven);
    try {
      return new ReadOptions(
          LabelSelector.parse(query.text("labelSelector")),
          FieldSelector.parse(query.text("fieldSelector"), kind),
          version,
          match.equals("Exact"),
          query.flag("allowWatchBookmarks"),
          query.flag("sendInitialEvents"),
          query.number("timeoutSeconds"));
    } catch (SelectorException malformed) {
      throw Refusals.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  /// Whether a watch begins with the present state, by the parameters or by the old rule that one
  /// without a version does.
  public boolean beginsWithState() {
    return initialEvents || version.orElse(0) == 0;
  }

  private static OptionalLong version(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong version = ResourceVersions.parse(text);
    if (version.isEmpty()) {
      throw Refusals.badRequest("resourceVersion: Invalid value: \"" + text + "\": not a version");
    }
    return version;
  }

  private static void checkMatch(
      String match, OptionalLong version, boolean watch, boolean initialGiven) {
    if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
      throw Refusals.badRequest(
          "resourceVersionMatch: Unsupported value: \""
              + match
              + "\": supported values: \"Exact\", \"NotOlderThan\"");
    }
    if (initialGiven && !watch) {
      throw Refusals.badRequest("sendInitialEvents is forbidden for list");
    }
    if (initialGiven && !match.equals("NotOlderThan")) {
      throw Refusals.badRequest("sendInitialEvents needs resourceVersionMatch=NotOlderThan");
    }
    if (watch && !initialGiven && !match.isEmpty()) {
      throw Refusals.badRequest(
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    }
    if (!watch && !match.isEmpty() && version.isEmpty()) {
      throw Refusals.badRequest("resourceVersionMatch needs a resourceVersion");
    }
    if (match.equals("Exact") && version.orElse(0) == 0) {
      throw Refusals.badRequest(
          "resourceVersionMatch=Exact needs a resourceVersion other than \"0\"");
    }
  }
}
