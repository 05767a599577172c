package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The rules of one kind. Each method may change the draft's tree, refuse, warn, or add companions;
/// it reads nothing but the cache, and may be called several times for one write.
public interface Admission {
  /// A kind without rules of its own.
  Admission NONE = new Admission() {};

  /// Before validation: what the server takes from elsewhere, such as a name from the certificate.
  default void beforeCreate(Draft draft) {}

  /// An object that a client wants in place of `old`, before validation: what the server computed
  /// once and clients need not repeat.
  default void beforeUpdate(ObjectNode old, ObjectNode wanted) {}

  /// A valid object, about to be created.
  default void create(Draft draft) {}

  /// A valid object, about to replace `old`; also called when it is marked for deletion.
  default void update(ObjectNode old, Draft draft) {}

  /// An object whose status is about to be replaced through its subresource.
  default void updateStatus(ObjectNode old, Draft draft) {}

  /// Why the object may not be deleted now, as the end of a sentence; empty if it may.
  default Optional<String> keeps(ObjectNode tree) {
    return Optional.empty();
  }

  /// Whether something beside its finalizers keeps an object that is being deleted.
  default boolean holds(ObjectNode tree) {
    return false;
  }

  /// The last moment: the object goes in this transaction.
  default void remove(Draft draft) {}
}
