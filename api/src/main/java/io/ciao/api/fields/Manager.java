package io.ciao.api.fields;

/// Who owns fields, and by what kind of write. Two are the same if all components are.
///
/// @param name as the client gave it, for example `kubectl`
/// @param operation how it writes
/// @param apiVersion the version that its paths are of
/// @param subresource through which it writes; empty for the object itself
public record Manager(String name, Operation operation, String apiVersion, String subresource) {

  /// Owns what it found when an object without owners was first applied to.
  public static final String BEFORE_FIRST_APPLY = "before-first-apply";

  /// The kinds of writes.
  public enum Operation {
    APPLY("Apply"),
    UPDATE("Update");

    private final String word;

    Operation(String word) {
      this.word = word;
    }

    /// As `managedFields` has it.
    public String word() {
      return word;
    }
  }

  /// One that creates, replaces and patches.
  public static Manager update(String name, String apiVersion, String subresource) {
    return new Manager(name, Operation.UPDATE, apiVersion, subresource);
  }

  /// One that applies.
  public static Manager apply(String name, String apiVersion, String subresource) {
    return new Manager(name, Operation.APPLY, apiVersion, subresource);
  }

  /// As messages name it: `"kubectl" with subresource "status" using v1`.
  @Override
  public String toString() {
    var text = new StringBuilder("\"").append(name).append('"');
    if (!subresource.isEmpty()) {
      text.append(" with subresource \"").append(subresource).append('"');
    }
    if (operation == Operation.UPDATE) {
      text.append(" using ").append(apiVersion);
    }
    return text.toString();
  }
}
