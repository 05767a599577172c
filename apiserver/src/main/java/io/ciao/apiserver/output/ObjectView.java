package io.ciao.apiserver.output;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What is computed when an object is read, because it is stored elsewhere.
@FunctionalInterface
public interface ObjectView {
  /// Kinds that are shown as they are stored.
  ObjectView AS_STORED = _ -> {};

  /// Completes a copy of the object that is the caller's own.
  void complete(ObjectNode tree);
}
