package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Take an instance from its node.
///
/// @param epoch of the binding that is meant
/// @param because why it has to give way to another, for people; null where it does not
/// @param lost the node that it is bound to and that is lost, so that it is not asked; null where
///   the node lets it go itself
public record UnbindItem(
    InstanceRef instance, long epoch, @Nullable String because, @Nullable LostNode lost)
    implements BatchItem {

  /// One that gives way to nobody.
  public UnbindItem(InstanceRef instance, long epoch) {
    this(instance, epoch, null, null);
  }

  /// One whose node lets it go.
  public UnbindItem(InstanceRef instance, long epoch, @Nullable String because) {
    this(instance, epoch, because, null);
  }

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static UnbindItem read(ItemFields fields) {
    return new UnbindItem(
        InstanceRef.read(fields),
        fields.number("epoch"),
        fields.optionalText("because"),
        fields.has("lost") ? LostNode.read(fields.object("lost")) : null);
  }

  @Override
  public ObjectNode toTree() {
    var tree = instance.toTree().put("epoch", epoch);
    if (because != null) {
      tree.put("because", because);
    }
    if (lost != null) {
      tree.set("lost", lost.toTree());
    }
    return tree;
  }
}
