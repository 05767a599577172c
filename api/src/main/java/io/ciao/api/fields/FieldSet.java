package io.ciao.api.fields;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A set of paths into an object, kept as a tree of path elements (see [PathElement] for their
/// form). A node may be a member itself, have members below it, or both. Immutable; parts are
/// shared between sets, and an operation that changes nothing returns the very same set.
@SuppressWarnings("ReferenceEquality") // the same set is told from an equal one to share it
public final class FieldSet {
  private static final String[] NO_ELEMENTS = {};
  private static final FieldSet[] NO_CHILDREN = {};

  /// The set without paths.
  public static final FieldSet EMPTY = new FieldSet(false, NO_ELEMENTS, NO_CHILDREN);

  /// The set whose one path ends here.
  public static final FieldSet LEAF = new FieldSet(true, NO_ELEMENTS, NO_CHILDREN);

  private final boolean member;

  /// Sorted; no child is empty.
  private final String[] elements;

  private final FieldSet[] children;

  private FieldSet(boolean member, String[] elements, FieldSet[] children) {
    this.member = member;
    this.elements = elements;
    this.children = children;
  }

  /// The set with these children; empty ones are left out.
  ///
  /// @param member whether the path that ends here belongs to it
  public static FieldSet of(boolean member, Map<String, FieldSet> children) {
    var builder = new Builder(children.size());
    new TreeMap<>(children).forEach(builder::add);
    return builder.build(member);
  }

  /// The set of the one path over these elements.
  public static FieldSet path(String... path) {
    return LEAF.under(path);
  }

  /// This set, one or more levels further down.
  public FieldSet under(String... path) {
    var set = this;
    for (var i = path.length - 1; i >= 0; i--) {
      set = set.isEmpty() ? EMPTY : new FieldSet(false, new String[] {path[i]}, array(set));
    }
    return set;
  }

  public boolean isEmpty() {
    return !member && elements.length == 0;
  }

  /// Whether the path that ends here belongs to the set.
  public boolean isMember() {
    return member;
  }

  public boolean hasChildren() {
    return elements.length > 0;
  }

  /// What is below an element; empty if nothing is.
  public FieldSet child(String element) {
    var at = Arrays.binarySearch(elements, element);
    return at < 0 ? EMPTY : children[at];
  }

  /// This set without the path that ends here.
  public FieldSet below() {
    return member ? new FieldSet(false, elements, children) : this;
  }

  /// Whether the path over these elements belongs to the set.
  public boolean contains(String... path) {
    var set = this;
    for (var element : path) {
      set = set.child(element);
    }
    return set.member;
  }

  /// Visits the children in order.
  public void forEach(Visitor visitor) {
    for (var i = 0; i < elements.length; i++) {
      visitor.visit(elements[i], children[i]);
    }
  }

  /// What is shown each child of a set.
  @FunctionalInterface
  public interface Visitor {
    void visit(String element, FieldSet child);
  }

  /// Shows every path of the set as people read it (`.spec.env[name="a"].value`), in order.
  public void paths(Consumer<String> reader) {
    paths("", reader);
  }

  private void paths(String at, Consumer<String> reader) {
    if (member) {
      reader.accept(at);
    }
    forEach((element, child) -> child.paths(at + PathElement.text(element), reader));
  }

  /// All paths of both.
  public FieldSet union(FieldSet other) {
    if (this == other || other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    var result = new Builder(elements.length + other.elements.length);
    var i = 0;
    var j = 0;
    while (i < elements.length || j < other.elements.length) {
      var order = order(this, i, other, j);
      if (order < 0) {
        result.add(elements[i], children[i++]);
      } else if (order > 0) {
        result.add(other.elements[j], other.children[j++]);
      } else {
        result.add(elements[i], children[i++].union(other.children[j++]));
      }
    }
    return result.buildLike(this, member || other.member);
  }

  /// The paths of this set that the other lacks. What is below a path of the other stays.
  public FieldSet minus(FieldSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    var result = new Builder(elements.length);
    for (var i = 0; i < elements.length; i++) {
      result.add(elements[i], children[i].minus(other.child(elements[i])));
    }
    return result.buildLike(this, member && !other.member);
  }

  /// The paths that both have.
  public FieldSet intersection(FieldSet other) {
    if (isEmpty() || other.isEmpty()) {
      return EMPTY;
    }
    var result = new Builder(elements.length);
    for (var i = 0; i < elements.length; i++) {
      result.add(elements[i], children[i].intersection(other.child(elements[i])));
    }
    return result.buildLike(this, member && other.member);
  }

  private static int order(FieldSet left, int i, FieldSet right, int j) {
    if (i == left.elements.length) {
      return 1;
    }
    return j == right.elements.length ? -1 : left.elements[i].compareTo(right.elements[j]);
  }

  private static FieldSet[] array(FieldSet one) {
    return new FieldSet[] {one};
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof FieldSet that
            && member == that.member
            && Arrays.equals(elements, that.elements)
            && Arrays.equals(children, that.children));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Boolean.hashCode(member) + Arrays.hashCode(elements))
        + Arrays.hashCode(children);
  }

  /// Its paths, for messages of tests.
  @Override
  public String toString() {
    var text = new StringBuilder("{");
    paths(path -> text.append(text.length() > 1 ? " " : "").append(path));
    return text.append('}').toString();
  }

  /// Gathers children that come in order.
  static final class Builder {
    private final String[] elements;
    private final FieldSet[] children;
    private int size;

    /// @param most so many children are added at most
    Builder(int most) {
      elements = new String[most];
      children = new FieldSet[most];
    }

    /// Adds a child above all before it; an empty one is left out.
    void add(String element, FieldSet child) {
      if (child.isEmpty()) {
        return;
      }
      elements[size] = element;
      children[size++] = child;
    }

    FieldSet build(boolean member) {
      if (size == 0) {
        return member ? LEAF : EMPTY;
      }
      return new FieldSet(member, Arrays.copyOf(elements, size), Arrays.copyOf(children, size));
    }

    /// The old set itself if nothing differs from it.
    FieldSet buildLike(FieldSet old, boolean member) {
      if (member != old.member || size != old.elements.length) {
        return build(member);
      }
      for (var i = 0; i < size; i++) {
        if (children[i] != old.children[i]) {
          return build(member);
        }
      }
      return old;
    }
  }
}
