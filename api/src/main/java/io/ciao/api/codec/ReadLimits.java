package io.ciao.api.codec;

/// What one text may cost its reader.
///
/// @param maxBytes length of the text, and of what its aliases expand it to
/// @param maxDepth maps and lists inside each other
/// @param maxNodes maps, lists and scalars in all, aliases expanded
/// @param maxAliases uses of `*name` in one YAML text
public record ReadLimits(int maxBytes, int maxDepth, int maxNodes, int maxAliases) {
  /// 3 MiB, 64 levels, 250,000 nodes, 50 aliases: a request body or a file.
  public static final ReadLimits DEFAULT = new ReadLimits(3 << 20, 64, 250_000, 50);

  public ReadLimits {
    if (maxBytes < 1 || maxDepth < 1 || maxNodes < 1 || maxAliases < 0) {
      throw new IllegalArgumentException(
          "limits must be positive: bytes %d, depth %d, nodes %d, aliases %d"
              .formatted(maxBytes, maxDepth, maxNodes, maxAliases));
    }
  }

  /// The same limits with another length.
  public ReadLimits withMaxBytes(int bytes) {
    return new ReadLimits(bytes, maxDepth, maxNodes, maxAliases);
  }
}
