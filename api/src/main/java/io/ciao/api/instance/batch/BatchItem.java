package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One item of a request.
public sealed interface BatchItem permits BindItem, UnbindItem, StatusItem, CheckItem {
  InstanceRef instance();

  /// As a request carries it; the caller's own.
  ObjectNode toTree();
}
