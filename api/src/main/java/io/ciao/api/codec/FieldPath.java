package io.ciao.api.codec;

import org.jspecify.annotations.Nullable;

/// Where in an object something stands, in the form people see in messages: `spec.members[2].mac`,
/// `metadata.labels[ciao.io/zone]`.
///
/// Immutable; a child shares its parent, so walking a tree costs one small object per step and the
/// text is made only when somebody needs it.
public final class FieldPath {
  private static final FieldPath ROOT = new FieldPath(null, "", -1);

  private final @Nullable FieldPath parent;
  private final String key;
  private final int index;

  private FieldPath(@Nullable FieldPath parent, String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  /// The object itself; its text is empty.
  public static FieldPath root() {
    return ROOT;
  }

  /// The field `key` of this object.
  public FieldPath child(String key) {
    return new FieldPath(this, key, -1);
  }

  /// The item at `index`, counted from 0, of this list.
  public FieldPath index(int index) {
    return new FieldPath(this, "", index);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    render(text);
    return text.toString();
  }

  private void render(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.render(text);
    if (index >= 0) {
      text.append('[').append(index).append(']');
    } else if (isWord(key)) {
      text.append(text.isEmpty() ? "" : ".").append(key);
    } else {
      text.append('[').append(key).append(']');
    }
  }

  private static boolean isWord(String key) {
    for (var i = 0; i < key.length(); i++) {
      var c = key.charAt(i);
      var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
      if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-'))) {
        return false;
      }
    }
    return !key.isEmpty();
  }
}
