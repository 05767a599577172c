package io.ciao.api.schema;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// What people tell public ssh keys by.
public enum PublicKeyPart {
  /// `ssh-ed25519`.
  TYPE,
  /// As `ssh-keygen -l` prints it: `SHA256:…`.
  FINGERPRINT,
  /// Whatever its owner wrote behind it.
  COMMENT;

  private static final int WORDS = 3;

  /// By its name in lower case.
  static Optional<PublicKeyPart> of(String name) {
    for (var part : values()) {
      if (part.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /// The part of a line as in `authorized_keys`; empty where it has none.
  String in(String line) {
    var words = line.strip().split(" +", WORDS);
    return switch (this) {
      case TYPE -> words[0];
      case FINGERPRINT -> words.length < 2 ? "" : fingerprint(words[1]);
      case COMMENT -> words.length < WORDS ? "" : words[2];
    };
  }

  private static String fingerprint(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (IllegalArgumentException e) {
      return "";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
