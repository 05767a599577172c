package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.ObjectKey;
import java.util.Optional;

/// What this agent asks of the API. Each may throw `ApiException` (refused) or
/// `ApiUnreachableException` (nobody answered).
interface ConcentratorApi {
  /// The Concentrator as it is now, consistently; empty if there is none or it is not this node's
  /// to see.
  Optional<ObjectNode> find(ObjectKey key);

  /// Merges `{metadata: {uid, resourceVersion}, status}`.
  ///
  /// @return the object as it is then
  ObjectNode patchStatus(ObjectKey key, ObjectNode patch);

  /// Merges `{metadata: {uid, resourceVersion}, status}` or fails within a second.
  ///
  /// @return the object as it is then
  ObjectNode takeRole(ObjectKey key, ObjectNode patch);

  /// Merges `{metadata}`.
  void patch(ObjectKey key, ObjectNode patch);

  /// The uid of this node's Node; empty while it has not been created.
  Optional<String> nodeUid();
}
