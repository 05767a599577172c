package io.ciao.ssntp.cert;

import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.StateLock;
import io.ciao.basis.file.WholeFile;
import io.ciao.basis.text.ErrorText;
import io.ciao.ssntp.frame.Roles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The UUID of an endpoint whose certificate names none, as the original's do: one per role mask of
/// this machine, kept in a file.
///
/// Only one process at a time has it; another of the same roles, and one that cannot keep a file,
/// gets a UUID that ends with it, and says so in the log.
public final class RoleUuid implements AutoCloseable {

  /// Where the original keeps them too.
  public static final Path ORIGINAL_DIRECTORY =
      Path.of("/var/lib/ciao/local/uuid-storage/role/client");

  private static final Logger LOG = LoggerFactory.getLogger(RoleUuid.class);

  private final UUID uuid;
  private final @Nullable StateLock lock;

  private RoleUuid(UUID uuid, @Nullable StateLock lock) {
    this.uuid = uuid;
    this.lock = lock;
  }

  /// Reads the UUID of those roles, or makes it.
  ///
  /// @param directory holds a file a role mask; made if it is missing
  public static RoleUuid open(Path directory, Roles roles) {
    var file = directory.resolve("0x%x".formatted(roles.mask()));
    try {
      Files.createDirectories(directory);
      var lock = StateLock.hold(directory.resolve(file.getFileName() + ".held"), "SSNTP endpoint");
      return new RoleUuid(kept(file), lock);
    } catch (IOException e) {
      var random = UUID.randomUUID();
      LOG.warn(
          "ssntp uuid is not kept, a random one is used until this process ends file={} uuid={}"
              + " problem={}",
          file,
          random,
          ErrorText.of(e));
      return new RoleUuid(random, null);
    }
  }

  private static UUID kept(Path file) throws IOException {
    var read = read(file);
    if (read.isPresent()) {
      return read.get();
    }
    var made = UUID.randomUUID();
    var text = made.toString().getBytes(StandardCharsets.US_ASCII);
    WholeFile.replace(file, text, Durability.FORCED, Readers.OWNER);
    return made;
  }

  /// Empty: there is no file, or no UUID in it.
  private static Optional<UUID> read(Path file) throws IOException {
    try {
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return PeerIdentity.parseUuid(text.strip());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// The UUID.
  public UUID uuid() {
    return uuid;
  }

  /// Whether the next process of these roles gets the same.
  public boolean isKept() {
    return lock != null;
  }

  /// Lets another process have it.
  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException _) {
      // The process's end lets go of it.
    }
  }
}
