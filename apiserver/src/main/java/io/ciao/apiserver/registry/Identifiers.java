package io.ciao.apiserver.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Where new uids and the random ends of generated names come from. Safe for many threads if the
/// generator is.
public final class Identifiers {
  /// No vowels and no lookalikes, so that no words appear.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_LENGTH = 5;

  private final RandomGenerator random;

  public Identifiers(RandomGenerator random) {
    this.random = random;
  }

  /// A random UUID (version 4).
  public String uid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /// `metadata.generateName` completed.
  public String name(String prefix) {
    StringBuilder name = new StringBuilder(prefix);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
