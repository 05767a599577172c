package io.ciao.apiserver.registry;

import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceVersions;
import io.ciao.store.StoredObject;
import java.util.OptionalLong;

/// What a client says an object must still be.
final class Preconditions {
  private Preconditions() {}

  /// Requires a uid.
  ///
  /// @param uid empty for any
  static void requireUid(Target target, StoredObject current, String uid) {
    if (!uid.isEmpty() && !uid.equals(current.uid())) {
      throw Refusals.conflict(
          target.resource(),
          target.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + current.uid());
    }
  }

  /// The place in a version says nothing that the key does not; restores and revision decide.
  ///
  /// @param version empty for any
  static void requireVersion(Target target, StoredObject current, String version) {
    if (version.isEmpty()) {
      return;
    }
    OptionalLong given = ResourceVersions.parse(version);
    if (given.isEmpty()) {
      throw Refusals.badRequest(
          "metadata.resourceVersion: Invalid value: \"" + version + "\": not a version");
    }
    boolean same =
        ResourceVersions.restores(given.getAsLong()) == ResourceVersions.restores(current.version())
            && ResourceVersions.revision(given.getAsLong())
                == ResourceVersions.revision(current.version());
    if (!same) {
      throw Refusals.modified(target.resource(), target.name());
    }
  }

  /// The preconditions of delete options.
  static void require(Target target, StoredObject current, DeleteOptions options) {
    requireUid(target, current, options.uid());
    requireVersion(target, current, options.resourceVersion());
  }
}
