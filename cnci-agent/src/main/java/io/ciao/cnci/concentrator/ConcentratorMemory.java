package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Concentrators that this node serves, as last known, on disk: one JSON file each. Lets a
/// restarted agent go on without the API, and find what to remove. Safe for many threads.
public final class ConcentratorMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ConcentratorMemory.class);
  private static final String SUFFIX = ".json";

  private final Path directory;

  public ConcentratorMemory(Path directory) {
    this.directory = directory;
  }

  /// Empty if there is none, or if what there is cannot be read; the latter is logged.
  public Optional<Concentrator> recall(ObjectKey key) {
    return read(file(key));
  }

  /// Keys of everything remembered.
  public List<ObjectKey> keys() {
    var keys = new ArrayList<ObjectKey>();
    if (!Files.isDirectory(directory)) {
      return keys;
    }
    try (var files = Files.newDirectoryStream(directory, "[!.]*" + SUFFIX)) {
      for (var file : files) {
        read(file).ifPresent(concentrator -> keys.add(ObjectKey.of(concentrator.metadata())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not list " + directory, e);
    }
    return keys;
  }

  /// The one with this uid; empty if this node serves none.
  public Optional<Concentrator> byUid(String uid) {
    return keys().stream()
        .flatMap(key -> recall(key).stream())
        .filter(one -> uid.equals(one.metadata().uid()))
        .findFirst();
  }

  /// On disk when this returns. Of the status it is who has the role; the rest is the API's.
  public void remember(ObjectKey key, Concentrator concentrator) {
    var tree = Json.toTree(concentrator);
    tree.remove("status");
    var active = concentrator.status().active();
    if (active != null) {
      tree.putObject("status").set("active", Json.toTree(active));
    }
    try {
      Files.createDirectories(directory);
      WholeFile.replace(file(key), Json.write(tree), Durability.FORCED, Readers.OWNER);
    } catch (IOException e) {
      throw new UncheckedIOException("could not remember Concentrator " + key, e);
    }
  }

  /// Forgotten already is success.
  public void forget(ObjectKey key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw new UncheckedIOException("could not forget Concentrator " + key, e);
    }
  }

  private static Optional<Concentrator> read(Path file) {
    try {
      ObjectNode tree = Json.parse(Files.readAllBytes(file));
      return Optional.of(Json.toRecord(tree, Concentrator.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | UnreadableObjectException | IllegalArgumentException e) {
      LOG.error("remembered concentrator cannot be read file={} problem={}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /// Neither part of a key can hold an underscore.
  private Path file(ObjectKey key) {
    return directory.resolve(key.namespace() + "_" + key.name() + SUFFIX);
  }
}
