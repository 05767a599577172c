package io.ciao.api.client;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What of a collection is wanted. Null means: everything, as of now.
public record ListQuery(
    @Nullable String fieldSelector,
    @Nullable String labelSelector,
    @Nullable String resourceVersion,
    @Nullable Integer limit) {

  public static final ListQuery ALL = new ListQuery(null, null, null, null);

  /// Objects whose fields match, for example `status.binding.nodeName=n1`.
  public static ListQuery fields(String fieldSelector) {
    return new ListQuery(fieldSelector, null, null, null);
  }

  /// Only the object of that name.
  public static ListQuery named(String name) {
    return fields("metadata.name=" + name);
  }

  /// The same as of a version: for a watch, what comes after it.
  public ListQuery at(String version) {
    return new ListQuery(fieldSelector, labelSelector, version, limit);
  }

  String queryString(String... more) {
    var query = new StringJoiner("&");
    add(query, "fieldSelector", fieldSelector);
    add(query, "labelSelector", labelSelector);
    add(query, "resourceVersion", resourceVersion);
    add(query, "limit", limit == null ? null : limit.toString());
    for (var parameter : more) {
      query.add(parameter);
    }
    return query.length() == 0 ? "" : "?" + query;
  }

  private static void add(StringJoiner query, String name, @Nullable String value) {
    if (value != null) {
      query.add(name + "=" + ResourceType.encode(value));
    }
  }
}
