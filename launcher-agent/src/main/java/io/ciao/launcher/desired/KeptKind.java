package io.ciao.launcher.desired;

import io.ciao.api.client.ResourceType;
import java.util.Optional;

/// The kinds of which a node keeps objects.
public enum KeptKind {
  INSTANCE,
  IMAGE,
  SSH_KEY,
  SECURITY_GROUP,
  CONCENTRATOR;

  public ResourceType type() {
    return switch (this) {
      case INSTANCE -> ResourceType.INSTANCES;
      case IMAGE -> ResourceType.IMAGES;
      case SSH_KEY -> ResourceType.SSH_KEYS;
      case SECURITY_GROUP -> ResourceType.SECURITY_GROUPS;
      case CONCENTRATOR -> ResourceType.CONCENTRATORS;
    };
  }

  /// The kind of that name; empty for one that a node has no use for.
  static Optional<KeptKind> of(String kind) {
    for (var candidate : values()) {
      if (candidate.type().kind().equals(kind)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
