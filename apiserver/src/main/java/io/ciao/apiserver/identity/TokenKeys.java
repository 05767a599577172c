package io.ciao.apiserver.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that sign the cluster's tokens. Each apiserver has a private key of its own, which
/// never leaves its directory (`token-key.json`, 0600), and publishes the public half under
/// `/ciao-sys/token-key/`, so that every apiserver verifies what any signed and no key is in etcd
/// or its snapshots. A key signs for 30 days; its public half stays as long as a token may live.
/// Safe for many threads.
final class TokenKeys {
  /// The longest life of a token.
  static final Duration TOKEN_MAX = Duration.ofDays(365);

  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);
  private static final String PREFIX = SystemKeys.PREFIX + "token-key/";
  private static final Duration SIGNS_FOR = Duration.ofDays(30);
  private static final Duration CHECK_EVERY = Duration.ofHours(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Path file;
  private final ResourceStore store;
  private final InstantSource clock;
  private final Map<String, ECKey> published = new ConcurrentHashMap<>();
  private @Nullable Signing own;
  private Instant checked = Instant.MIN;
  private Instant looked = Instant.MIN;

  /// The private key and since when it signs.
  private record Signing(ECKey key, Instant since) {}

  TokenKeys(Path file, ResourceStore store, InstantSource clock) {
    this.file = file;
    this.store = store;
    this.clock = clock;
  }

  /// The key to sign with; its public half can be read by every apiserver.
  ///
  /// @throws StoreException if it could not be published
  /// @throws IOException if the directory does not take it
  synchronized ECKey signing() throws StoreException, IOException {
    Instant now = clock.instant();
    Signing signing = own == null ? read() : own;
    if (signing == null || signing.since().plus(SIGNS_FOR).isBefore(now)) {
      signing = create(now);
      checked = Instant.MIN;
    }
    own = signing;
    if (checked.equals(Instant.MIN) || checked.plus(CHECK_EVERY).isBefore(now)) {
      publish(signing.key(), now);
      checked = now;
    }
    return signing.key();
  }

  /// The public key of that id; asks etcd about one that is new, but not more often than every two
  /// seconds.
  Optional<ECKey> find(String id) {
    ECKey known = published.get(id);
    if (known == null) {
      refresh();
      known = published.get(id);
    }
    return Optional.ofNullable(known);
  }

  private synchronized void refresh() {
    Instant now = clock.instant();
    if (!looked.equals(Instant.MIN) && looked.plus(LOOK_EVERY).isAfter(now)) {
      return;
    }
    try {
      Map<String, ECKey> found = new ConcurrentHashMap<>();
      for (SystemValue value : store.readSystemPrefix(PREFIX)) {
        publicKey(value).ifPresent(key -> found.put(key.getKeyID(), key));
      }
      published.keySet().retainAll(found.keySet());
      published.putAll(found);
      looked = now;
    } catch (StoreException e) {
      LOG.warn("token keys cannot be read error={}", e.getMessage());
    }
  }

  private void publish(ECKey key, Instant now) throws StoreException {
    ObjectNode value = Json.object();
    value.put("until", now.plus(SIGNS_FOR).plus(TOKEN_MAX).getEpochSecond());
    value.set("key", Json.parse(bytes(key.toPublicJWK().toJSONString())));
    String text = Json.writeText(value);
    store.commit(
        Transaction.of(new Change.PutSystem(PREFIX + key.getKeyID(), text, Expected.any())));
    published.put(key.getKeyID(), key.toPublicJWK());
    for (SystemValue old : store.readSystemPrefix(PREFIX)) {
      if (until(old).isBefore(now)) {
        store.commit(Transaction.of(new Change.DeleteSystem(old.key(), Expected.asRead(old))));
      }
    }
  }

  private static Optional<ECKey> publicKey(SystemValue value) {
    try {
      ObjectNode tree = Json.parse(bytes(String.valueOf(value.value())));
      return Optional.of(ECKey.parse(Json.writeText(tree.path("key"))));
    } catch (UnreadableObjectException | ParseException e) {
      LOG.warn("token key cannot be read key={} error={}", value.key(), e.getMessage());
      return Optional.empty();
    }
  }

  private static Instant until(SystemValue value) {
    try {
      long until = Json.parse(bytes(String.valueOf(value.value()))).path("until").asLong();
      return Instant.ofEpochSecond(until);
    } catch (UnreadableObjectException e) {
      return Instant.MAX;
    }
  }

  private @Nullable Signing read() {
    try {
      ObjectNode tree = Json.parse(Files.readAllBytes(file));
      ECKey key = ECKey.parse(Json.writeText(tree.path("key")));
      return new Signing(key, Instant.ofEpochSecond(tree.path("since").asLong()));
    } catch (java.nio.file.NoSuchFileException none) {
      return null;
    } catch (IOException | UnreadableObjectException | ParseException e) {
      LOG.warn("token key cannot be read, making a new one file={} error={}", file, e.toString());
      return null;
    }
  }

  private Signing create(Instant now) throws IOException {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
      ObjectNode tree = Json.object();
      tree.put("since", now.getEpochSecond());
      tree.set("key", Json.parse(bytes(key.toJSONString())));
      WholeFile.replace(file, Json.write(tree), Durability.FORCED, Readers.OWNER);
      LOG.info("made token key id={}", key.getKeyID());
      return new Signing(key, now);
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes P-256 keys", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
