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
public record ReadOptions(
    LabelSelector labels,
    FieldSelector fields,
    OptionalLong version,
    boolean exact,
    Paging paging,
    WatchOptions watching) {

  /// Reads the options of a list or watch.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 400 if a parameter is malformed or does not
  ///   fit
  public static ReadOptions of(Query query, KindDefinition kind) {
    OptionalLong version = version(query.text("resourceVersion"));
    Paging paging = Paging.of(query);
    String match = query.text("resourceVersionMatch");
    if (query.flag("watch")) {
      checkWatch(match, query.optionalFlag("sendInitialEvents").isPresent());
    } else {
      checkList(match, version, paging, query.optionalFlag("sendInitialEvents").isPresent());
    }
    // A page of a version means that very version, also where the client does not say so.
    boolean exact =
        match.equals("Exact") || (match.isEmpty() && paging.limit() > 0 && version.orElse(0) > 0);
    try {
      return new ReadOptions(
          LabelSelector.parse(query.text("labelSelector")),
          FieldSelector.parse(query.text("fieldSelector"), kind),
          version,
          exact,
          paging,
          WatchOptions.of(query));
    } catch (SelectorException malformed) {
      throw Refusals.badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  /// Whether a watch begins with the present state, by the parameters or by the old rule that one
  /// without a version does.
  public boolean beginsWithState() {
    return watching.initialEvents().orElse(version.orElse(0) == 0);
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

  private static void checkWatch(String match, boolean initialGiven) {
    checkMatch(match);
    if (initialGiven && !match.equals("NotOlderThan")) {
      throw Refusals.badRequest(
          "sendInitialEvents needs resourceVersionMatch=NotOlderThan, found \"" + match + "\"");
    }
    if (!initialGiven && !match.isEmpty()) {
      throw Refusals.badRequest(
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    }
  }

  private static void checkList(
      String match, OptionalLong version, Paging paging, boolean initialGiven) {
    checkMatch(match);
    if (initialGiven) {
      throw Refusals.badRequest("sendInitialEvents is forbidden for list");
    }
    if (paging.from().isPresent() && version.orElse(0) > 0) {
      throw Refusals.badRequest("specifying resource version is not allowed when using continue");
    }
    if (paging.from().isPresent() && !match.isEmpty()) {
      throw Refusals.badRequest("resourceVersionMatch is forbidden when continue is provided");
    }
    if (!match.isEmpty() && version.isEmpty()) {
      throw Refusals.badRequest(
          "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (match.equals("Exact") && version.orElse(0) == 0) {
      throw Refusals.badRequest(
          "resourceVersionMatch=Exact is forbidden for resourceVersion \"0\"");
    }
  }

  private static void checkMatch(String match) {
    if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
      throw Refusals.badRequest(
          "resourceVersionMatch: Unsupported value: \""
              + match
              + "\": supported values: \"Exact\", \"NotOlderThan\"");
    }
  }
}
