package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Hides parts of objects from whoever can read etcd: called on every object on its way to etcd and
/// back. Called from several threads.
///
/// What stands in etcd must keep `apiVersion`, `kind`, `metadata.name`, `metadata.namespace` and
/// `metadata.uid` readable.
public interface Sealing {
  /// The form in which the object is stored; the same tree if nothing is to be hidden. The caller's
  /// tree stays as it is.
  ObjectNode seal(ResourceKey key, ObjectNode object);

  /// The object of its stored form; the same tree if nothing is hidden in it. The tree is this
  /// method's own.
  ///
  /// @throws SealedException if it cannot be opened
  ObjectNode open(ResourceKey key, ObjectNode stored) throws SealedException;

  /// An object that cannot be opened. The message says what is missing and shows no content.
  final class SealedException extends Exception {
    private static final long serialVersionUID = 1L;

    public SealedException(String message) {
      super(message);
    }
  }

  /// Hides nothing.
  static Sealing none() {
    return new Sealing() {
      @Override
      public ObjectNode seal(ResourceKey key, ObjectNode object) {
        return object;
      }

      @Override
      public ObjectNode open(ResourceKey key, ObjectNode stored) {
        return stored;
      }
    };
  }
}
