package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A volume of an instance.
///
/// @param id the volume; the original's agent refuses an empty one
/// @param boot whether to boot from it
/// @param bootIndex place in the boot order
/// @param use what it is for
/// @param tag free text
/// @param sizeGib size in GiB
public record StorageResource(
    String id, boolean boot, int bootIndex, Use use, String tag, int sizeGib) {

  /// What a volume is for.
  ///
  /// @param ephemeral goes with the instance
  /// @param local lies on the node
  /// @param swap holds swap space
  public record Use(boolean ephemeral, boolean local, boolean swap) {}

  static StorageResource read(Fields fields) {
    return new StorageResource(
        fields.text("id"),
        fields.flag("boot"),
        fields.integer("boot_index", 0),
        new Use(fields.flag("ephemeral"), fields.flag("local"), fields.flag("swap")),
        fields.text("tag"),
        fields.integer("size", 0));
  }

  /// Zero values are left out, as the original does.
  void write(ObjectNode tree) {
    Omitting.text(tree, "id", id);
    Omitting.flag(tree, "boot", boot);
    Omitting.number(tree, "boot_index", bootIndex);
    Omitting.flag(tree, "ephemeral", use.ephemeral());
    Omitting.flag(tree, "local", use.local());
    Omitting.flag(tree, "swap", use.swap());
    Omitting.text(tree, "tag", tag);
    Omitting.number(tree, "size", sizeGib);
  }
}
