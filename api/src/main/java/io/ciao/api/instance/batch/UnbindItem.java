package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Take an instance from its node.
///
/// @param epoch of the binding that is meant
public record UnbindItem(InstanceRef instance, long epoch) implements BatchItem {

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static UnbindItem read(ItemFields fields) {
    return new UnbindItem(InstanceRef.read(fields), fields.number("epoch"));
  }

  @Override
  public ObjectNode toTree() {
    return instance.toTree().put("epoch", epoch);
  }
}
