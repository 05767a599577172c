package io.ciao.api.schema;

/// A group of kinds in one version.
///
/// @param group empty for the core group
/// @param version for example `v1`
public record GroupVersion(String group, String version) implements Comparable<GroupVersion> {
  /// Reads the `apiVersion` of an object: `ciao.io/v1`, or `v1` for the core group.
  public static GroupVersion parse(String apiVersion) {
    var slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersion("", apiVersion)
        : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
  }

  public boolean isCore() {
    return group.isEmpty();
  }

  /// Where its resources are served: `/apis/ciao.io/v1`, or `/api/v1` for the core group.
  public String path() {
    return isCore() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  /// The core group comes first, as in discovery.
  @Override
  public int compareTo(GroupVersion other) {
    var byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : version.compareTo(other.version);
  }

  /// As `apiVersion` has it.
  @Override
  public String toString() {
    return isCore() ? version : group + "/" + version;
  }
}
