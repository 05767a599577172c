package io.ciao.apiserver.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.store.ResourceKey;
import io.ciao.store.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Seals Secrets: all but `apiVersion`, `kind` and `metadata`, and of that the annotations (clients
/// keep what they applied there) and the owners of fields (which name the keys). What is stored
/// instead:
///
/// ```yaml
/// sealed:
///   key: key-1a2b3c4d     # which master key
///   dataKey: …            # AES-GCM of the data key with the master key: nonce, ciphertext, tag
///   value: …              # AES-GCM of the JSON with the data key
/// ```
///
/// Both ciphertexts are bound to the object's key in etcd and its uid, so that one cannot be moved
/// to another object. Secrets that were put by hand and are not sealed open as they are. Safe for
/// many threads.
public final class SecretSealing implements Sealing {
  private static final String RESOURCE = "secrets";
  private static final String SEALED = "sealed";
  private static final String METADATA = "metadata";
  private static final List<String> HIDDEN_METADATA = List.of("annotations", "managedFields");
  private static final Set<String> CLEAR = Set.of("apiVersion", "kind", METADATA);
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final KeyFile keys;
  private final SecureRandom random;
  private final Set<ResourceKey> stale = ConcurrentHashMap.newKeySet();

  /// Seals with the keys of a file.
  public SecretSealing(KeyFile keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  @Override
  public ObjectNode seal(ResourceKey key, ObjectNode object) {
    if (!key.resource().equals(RESOURCE)) {
      return object;
    }
    ObjectNode hidden = Json.object();
    ObjectNode stored = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      (CLEAR.contains(field.getKey()) ? stored : hidden).set(field.getKey(), field.getValue());
    }
    if (object.get(METADATA) instanceof ObjectNode own) {
      ObjectNode metadata = own.deepCopy();
      ObjectNode hiddenMetadata = hidden.putObject(METADATA);
      for (String field : HIDDEN_METADATA) {
        JsonNode value = metadata.remove(field);
        if (value != null) {
          hiddenMetadata.set(field, value);
        }
      }
      stored.set(METADATA, metadata);
    }
    MasterKey master = keys.ring().sealing();
    byte[] bound = binding(key, object, master.id());
    byte[] dataKey = randomBytes(MasterKey.BYTES);
    ObjectNode sealed = stored.putObject(SEALED);
    sealed.put("key", master.id());
    sealed.put("dataKey", encrypt(master.key(), dataKey, bound));
    sealed.put("value", encrypt(new SecretKeySpec(dataKey, "AES"), Json.write(hidden), bound));
    return stored;
  }

  @Override
  public ObjectNode open(ResourceKey key, ObjectNode stored) throws SealedException {
    if (!key.resource().equals(RESOURCE)) {
      return stored;
    }
    if (!(stored.get(SEALED) instanceof ObjectNode sealed)) {
      stale.add(key);
      return stored;
    }
    String id = sealed.path("key").asText("");
    KeyRing ring = keys.ring();
    MasterKey master = ring.byId(id).orElse(null);
    if (master == null) {
      throw new SealedException(
          "sealed with the key \""
              + id
              + "\", which "
              + keys.path()
              + " lacks; put that key into the file and start the apiserver again");
    }
    ObjectNode hidden = decrypt(key, stored, sealed, master);
    if (master.id().equals(ring.sealing().id())) {
      stale.remove(key);
    } else {
      stale.add(key);
    }
    return merge(stored, hidden);
  }

  private static ObjectNode decrypt(
      ResourceKey key, ObjectNode stored, ObjectNode sealed, MasterKey master)
      throws SealedException {
    try {
      byte[] bound = binding(key, stored, master.id());
      byte[] dataKey = decrypt(master.key(), sealed.path("dataKey").asText(""), bound);
      byte[] json =
          decrypt(new SecretKeySpec(dataKey, "AES"), sealed.path("value").asText(""), bound);
      return Json.parse(json);
    } catch (GeneralSecurityException | IllegalArgumentException | UnreadableObjectException e) {
      // The cause might show content.
      throw new SealedException(
          "the sealed value was changed, moved from another object, or sealed with another key of"
              + " the name \""
              + master.id()
              + "\"");
    }
  }

  private static ObjectNode merge(ObjectNode stored, ObjectNode hidden) {
    ObjectNode object = Json.object();
    stored.properties().stream()
        .filter(field -> CLEAR.contains(field.getKey()))
        .forEach(field -> object.set(field.getKey(), field.getValue()));
    if (hidden.remove(METADATA) instanceof ObjectNode hiddenMetadata) {
      object.withObjectProperty(METADATA).setAll(hiddenMetadata);
    }
    object.setAll(hidden);
    return object;
  }

  /// Secrets that are known to be stored otherwise than with the sealing key.
  List<ResourceKey> stale() {
    return List.copyOf(stale);
  }

  /// Says that the object was written with the sealing key since.
  void settled(ResourceKey key) {
    stale.remove(key);
  }

  /// Whether the file has the key of this id.
  boolean has(@Nullable String id) {
    return id != null && keys.ring().byId(id).isPresent();
  }

  /// The id of the key that seals now.
  String sealingKey() {
    return keys.ring().sealing().id();
  }

  private static byte[] binding(ResourceKey key, ObjectNode object, String id) {
    String uid = object.path(METADATA).path("uid").asText("");
    String text = "ciao secret 1\n" + id + "\n" + key.etcdKey() + "\n" + uid;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String encrypt(SecretKey key, byte[] plain, byte[] bound) {
    try {
      byte[] nonce = randomBytes(NONCE_BYTES);
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound);
      byte[] sealed = new byte[NONCE_BYTES + cipher.getOutputSize(plain.length)];
      System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      return Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with " + CIPHER, e);
    }
  }

  private static byte[] decrypt(SecretKey key, String text, byte[] bound)
      throws GeneralSecurityException {
    byte[] sealed = Base64.getDecoder().decode(text);
    if (sealed.length < NONCE_BYTES) {
      throw new GeneralSecurityException("too short");
    }
    Cipher cipher = Cipher.getInstance(CIPHER);
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound);
    return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
