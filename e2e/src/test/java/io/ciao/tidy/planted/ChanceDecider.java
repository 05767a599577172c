package io.ciao.tidy.planted;

import java.util.UUID;

/// Makes up a name.
public final class ChanceDecider {
  private ChanceDecider() {}

  static String decide() {
    return UUID.randomUUID().toString();
  }
}
