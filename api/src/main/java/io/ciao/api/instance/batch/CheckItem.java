package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Is a copy of this epoch still wanted?
public record CheckItem(InstanceRef instance, long epoch) implements BatchItem {

  /// What a request says.
  ///
  /// @throws MalformedItemException naming what is wrong
  public static CheckItem read(ItemFields fields) {
    return new CheckItem(InstanceRef.read(fields), fields.number("epoch"));
  }

  @Override
  public ObjectNode toTree() {
    return instance.toTree().put("epoch", epoch);
  }
}
