package io.ciao.apiserver.output;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What is computed when an object is read, because it is stored elsewhere.
public interface ObjectView {
  /// Kinds that are shown as they are stored.
  ObjectView AS_STORED =
      new ObjectView() {
        @Override
        public void complete(ObjectNode tree) {}

        @Override
        public boolean changesNothing() {
          return true;
        }
      };

  /// Completes a copy of the object that is the caller's own.
  void complete(ObjectNode tree);

  /// Lets go of what was looked up for objects before: a watch goes on for hours.
  default void forget() {}

  /// Whether objects stay as they are, so that their bytes can be shown without being read.
  default boolean changesNothing() {
    return false;
  }
}
