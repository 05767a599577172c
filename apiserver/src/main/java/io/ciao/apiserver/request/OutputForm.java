package io.ciao.apiserver.request;

import io.ciao.apiserver.status.Refusals;
import java.util.List;

/// In which form a client wants objects.
public sealed interface OutputForm {
  String ACCEPTED = "application/json";

  /// The objects themselves.
  record Plain() implements OutputForm {}

  /// Rows for people.
  ///
  /// @param version of `meta.k8s.io`
  /// @param include how much of the object each row carries
  record Table(String version, Include include) implements OutputForm {}

  /// Their metadata alone.
  record MetadataOnly(String version) implements OutputForm {}

  /// How much of an object a row carries.
  enum Include {
    NONE,
    METADATA,
    OBJECT
  }

  /// The first form of an `Accept` header that is offered.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 406 if none is
  static OutputForm of(String accept, Query query) {
    List<MediaRange> ranges = MediaRange.parseAll(accept);
    if (ranges.isEmpty()) {
      return new Plain();
    }
    for (MediaRange range : ranges) {
      if (!range.admitsJson()) {
        continue;
      }
      String as = range.parameter("as");
      boolean meta =
          range.parameter("g").equals("meta.k8s.io")
              && (range.parameter("v").equals("v1") || range.parameter("v").equals("v1beta1"));
      if (as.isEmpty()) {
        return new Plain();
      }
      if (meta && as.equals("Table")) {
        return new Table(range.parameter("v"), include(query.text("includeObject")));
      }
      if (meta && (as.equals("PartialObjectMetadata") || as.equals("PartialObjectMetadataList"))) {
        return new MetadataOnly(range.parameter("v"));
      }
    }
    throw Refusals.notAcceptable(ACCEPTED);
  }

  private static Include include(String text) {
    return switch (text) {
      case "", "Metadata" -> Include.METADATA;
      case "None" -> Include.NONE;
      case "Object" -> Include.OBJECT;
      default ->
          throw Refusals.badRequest(
              "includeObject: \"" + text + "\" is none of None, Metadata, Object");
    };
  }
}
