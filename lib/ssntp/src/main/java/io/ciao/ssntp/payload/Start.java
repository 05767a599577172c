package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The start document of a START command, root key `start`.
///
/// @param tenantUuid the owner
/// @param instanceUuid the instance
/// @param runtime how it runs
/// @param networking its interface
/// @param storage its volumes
/// @param requirements what it needs
/// @param ciao null: from an original
public record Start(
    String tenantUuid,
    String instanceUuid,
    StartRuntime runtime,
    StartNetworking networking,
    List<StorageResource> storage,
    Requirements requirements,
    @Nullable StartExtension ciao) {

  static final String ROOT = "start";

  /// Copies the list.
  public Start {
    storage = List.copyOf(storage);
  }

  /// Reads a payload; of the original's three documents the start document alone.
  public static PayloadResult<Start> parse(Bytes payload) {
    return switch (StartPayload.parse(payload)) {
      case Parsed<StartPayload>(var whole) -> new Parsed<>(whole.start());
      case Corrupt<StartPayload>(var problem) -> new Corrupt<>(problem);
    };
  }

  /// One line of JSON: what ciao's own peers send.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.set(ROOT, tree());
    return PayloadText.bytes(root);
  }

  static Start read(Fields root) {
    var start = root.child(ROOT);
    return new Start(
        start.text("tenant_uuid"),
        start.text("instance_uuid"),
        StartRuntime.read(start),
        StartNetworking.read(start.child("networking")),
        start.children("storage").stream().map(StorageResource::read).toList(),
        Requirements.read(start.child("requirements")),
        StartExtension.read(start));
  }

  /// The mapping under the root key.
  ObjectNode tree() {
    var tree = PayloadText.mapping();
    tree.put("tenant_uuid", tenantUuid);
    tree.put("instance_uuid", instanceUuid);
    runtime.write(tree);
    networking.write(tree.putObject("networking"));
    if (!storage.isEmpty()) {
      var list = tree.putArray("storage");
      storage.forEach(volume -> volume.write(list.addObject()));
    }
    requirements.write(tree.putObject("requirements"));
    if (ciao != null) {
      ciao.write(tree);
    }
    return tree;
  }
}
