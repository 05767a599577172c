package io.ciao.apiserver.secret;

import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key that seals data keys.
///
/// @param id names it in etcd
/// @param key AES with 256 bits
record MasterKey(String id, SecretKey key) {
  static final int BYTES = 32;

  static MasterKey of(String id, byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "the key " + id + " has " + bytes.length + " bytes; AES-256 needs " + BYTES);
    }
    return new MasterKey(id, new SecretKeySpec(Arrays.copyOf(bytes, BYTES), "AES"));
  }

  /// Without the key.
  @Override
  public String toString() {
    return "MasterKey[" + id + "]";
  }
}
