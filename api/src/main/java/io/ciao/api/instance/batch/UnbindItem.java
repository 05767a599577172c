package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Take an instance from its node.
///
/// @param epoch of the binding that is meant
/// @param because why it has to give way to another, for people; null where it does not
public record UnbindItem(InstanceRef instance, long epoch, @Nullable String because)
    implements BatchItem {

  /// One that gives way to nobody.
  public UnbindItem(InstanceRef instance, long epoch) {
    this(instance, epoch, null);
  }

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static UnbindItem read(ItemFields fields) {
    return new UnbindItem(
        InstanceRef.read(fields), fields.number("epoch"), fields.optionalText("because"));
  }

  @Override
  public ObjectNode toTree() {
    var tree = instance.toTree().put("epoch", epoch);
    return because == null ? tree : tree.put("because", because);
  }
}
