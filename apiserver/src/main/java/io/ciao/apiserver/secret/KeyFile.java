package io.ciao.apiserver.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file with the keys, read again when it changes, so that keys are exchanged without a
/// restart.
///
/// ```yaml
/// keys:
/// - id: 2026-11
///   key: …            # 32 bytes in base64
/// ```
///
/// The first key seals, all of them open. Only the owner may read the file. A change that cannot be
/// read is logged and the keys in use stay. Safe for many threads.
public final class KeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Pattern ID = Pattern.compile("[-._a-zA-Z0-9]{1,63}");
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Path file;
  private final LongSupplier nanos;
  private State state;

  private record State(KeyRing ring, FileTime modified, long lookedAt) {}

  private KeyFile(Path file, LongSupplier nanos) throws IOException {
    this.file = file;
    this.nanos = nanos;
    this.state = new State(read(file), Files.getLastModifiedTime(file), nanos.getAsLong());
  }

  /// Opens the file; makes it with one new key if it does not exist.
  ///
  /// @param nanos monotonic
  /// @throws IOException saying what is wrong with it
  public static KeyFile open(Path file, SecureRandom random, LongSupplier nanos)
      throws IOException {
    if (!Files.exists(file)) {
      create(file, random);
    }
    return new KeyFile(file, nanos);
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] key = new byte[MasterKey.BYTES];
    random.nextBytes(key);
    byte[] name = new byte[4];
    random.nextBytes(name);
    var tree = Json.object();
    tree.putArray("keys")
        .addObject()
        .put("id", "key-" + java.util.HexFormat.of().formatHex(name))
        .put("key", Base64.getEncoder().encodeToString(key));
    // A Secret may be on etcd's disk a moment later; its key must be on this one.
    if (WholeFile.createOnce(file, YamlEmitter.emit(tree), Durability.FORCED, Readers.OWNER)) {
      LOG.info("made a key for secrets file={}", file);
    } else {
      LOG.debug("another apiserver made the keys file={}", file);
    }
  }

  Path path() {
    return file;
  }

  /// The keys as the file has them, at most a second old.
  synchronized KeyRing ring() {
    long now = nanos.getAsLong();
    if (now - state.lookedAt() >= LOOK_EVERY.toNanos()) {
      look(now);
    }
    return state.ring();
  }

  private void look(long now) {
    FileTime modified = state.modified();
    KeyRing ring = state.ring();
    try {
      FileTime found = Files.getLastModifiedTime(file);
      if (!found.equals(modified)) {
        modified = found;
        ring = read(file);
        LOG.info("read the keys for secrets again file={} sealing={}", file, ring.sealing().id());
      }
    } catch (IOException e) {
      LOG.error("keys for secrets stay as they are file={} error={}", file, e.getMessage());
    }
    state = new State(ring, modified, now);
  }

  private static KeyRing read(Path file) throws IOException {
    requireOwnersOnly(file);
    try {
      JsonNode tree = ObjectReader.readOne(Files.readAllBytes(file));
      List<MasterKey> keys = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (JsonNode entry : tree.path("keys")) {
        String id = entry.path("id").asText("");
        if (!ID.matcher(id).matches() || !ids.add(id)) {
          throw new IOException(file + ": the id \"" + id + "\" is no word, or stands twice");
        }
        keys.add(MasterKey.of(id, decode(file, id, entry.path("key").asText(""))));
      }
      return new KeyRing(keys);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": the file does not exist", e);
    } catch (UnreadableObjectException | IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] decode(Path file, String id, String text) throws IOException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      // The cause would quote the key.
      throw new IOException(file + ": the key " + id + " is not base64");
    }
  }

  private static void requireOwnersOnly(Path file) throws IOException {
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      if (OTHERS.contains(permission)) {
        throw new IOException(file + ": others may read or write it; run  chmod 600 " + file);
      }
    }
  }
}
