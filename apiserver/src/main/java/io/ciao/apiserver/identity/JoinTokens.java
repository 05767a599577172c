package io.ciao.apiserver.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.JoinToken;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Expected;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens by which machines become nodes, under `/ciao-sys/join-token/`: of each secret its hash
/// alone. A token is for one node, with its roles, UUID and addresses; it is used up by the first
/// key that gets a certificate for it. Safe for many threads.
public final class JoinTokens implements TokenVerifier {
  static final String ISSUER = "join";

  private static final Logger LOG = LoggerFactory.getLogger(JoinTokens.class);
  private static final String PREFIX = SystemKeys.PREFIX + "join-token/";
  private static final String ANOTHER = "an administrator makes another: ciaoctl node token";

  /// So long it can be told from one that never was.
  private static final Duration KEPT_AFTER_END = Duration.ofDays(7);

  private final ResourceStore store;
  private final InstantSource clock;
  private final SecureRandom random;

  public JoinTokens(ResourceStore store, InstantSource clock, SecureRandom random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /// What a token makes a machine.
  ///
  /// @param roles of `compute`, `network`; at least one
  /// @param addresses that its certificate names; empty: where it joins from
  public record Grant(String node, List<String> roles, UUID uuid, List<String> addresses) {
    public Grant {
      roles = List.copyOf(roles);
      addresses = List.copyOf(addresses);
    }
  }

  /// What is kept of a token.
  ///
  /// @param secret its SHA-256
  /// @param key fingerprint of the key that used it up; empty: none has
  /// @param used when it did
  private record Kept(Grant grant, Instant expires, String secret, String key, String used) {
    static Kept of(ObjectNode tree) {
      Grant grant =
          new Grant(
              tree.path("node").asText(),
              ObjectTree.texts(tree.path("roles")),
              UUID.fromString(tree.path("uuid").asText()),
              ObjectTree.texts(tree.path("addresses")));
      return new Kept(
          grant,
          Instant.parse(tree.path("expires").asText()),
          tree.path("secret").asText(),
          tree.path("key").asText(""),
          tree.path("used").asText(""));
    }

    String text() {
      ObjectNode tree = Json.object();
      tree.put("node", grant.node());
      grant.roles().forEach(tree.putArray("roles")::add);
      tree.put("uuid", grant.uuid().toString());
      grant.addresses().forEach(tree.putArray("addresses")::add);
      tree.put("expires", expires.toString()).put("secret", secret);
      if (!key.isEmpty()) {
        tree.put("key", key).put("used", used);
      }
      return Json.writeText(tree);
    }

    Kept usedBy(String fingerprint, Instant now) {
      return new Kept(grant, expires, secret, fingerprint, ObjectTree.time(now));
    }
  }

  /// Makes a token that is good until then.
  ///
  /// @param authority fingerprint of the authority's public key
  public JoinToken create(Grant grant, Instant expires, String authority) throws StoreException {
    removeOld();
    JoinToken token =
        new JoinToken(hex(JoinToken.ID_DIGITS), hex(JoinToken.SECRET_DIGITS), authority);
    Kept kept = new Kept(grant, expires, hash(token.secret()), "", "");
    store.commit(
        Transaction.of(new Change.PutSystem(PREFIX + token.id(), kept.text(), Expected.absent())));
    LOG.info(
        "made join token id={} node={} roles={} until={}",
        token.id(),
        grant.node(),
        grant.roles(),
        expires);
    return token;
  }

  /// How a use ended.
  public sealed interface Use {
    /// It is this key's.
    record Granted(Grant grant) implements Use {}

    /// Why not, for people.
    record Refused(String reason) implements Use {}
  }

  /// Uses a token up for a key. The same key may come again, should the answer have been lost.
  ///
  /// @param id of a token whose secret was verified
  /// @param key fingerprint of the key
  /// @param roles that the machine asks for; empty: those of the token
  public Use use(String id, String key, List<String> roles) throws StoreException {
    while (true) {
      SystemValue value = store.readSystem(PREFIX + id);
      Optional<Kept> read = kept(value);
      if (read.isEmpty()) {
        return new Use.Refused("there is no such token any more");
      }
      Kept kept = read.get();
      if (!kept.key().isEmpty() && !kept.key().equals(key)) {
        return new Use.Refused(used(kept));
      }
      if (!kept.expires().isAfter(clock.instant())) {
        return new Use.Refused(expired(kept));
      }
      if (!roles.isEmpty() && !Set.copyOf(roles).equals(Set.copyOf(kept.grant().roles()))) {
        return new Use.Refused(
            "the token is for the roles %s, and %s was asked for; it is not used up"
                .formatted(String.join(",", kept.grant().roles()), String.join(",", roles)));
      }
      if (kept.key().equals(key)) {
        return new Use.Granted(kept.grant());
      }
      String text = kept.usedBy(key, clock.instant()).text();
      CommitResult result =
          store.commit(
              Transaction.of(new Change.PutSystem(value.key(), text, Expected.asRead(value))));
      if (result instanceof CommitResult.Committed) {
        LOG.info("used join token id={} node={} key={}", id, kept.grant().node(), key);
        return new Use.Granted(kept.grant());
      }
      // Another use came between: the next look tells whose it was.
    }
  }

  @Override
  public boolean issued(String issuer) {
    return issuer.equals(ISSUER);
  }

  @Override
  public Verdict verify(String token) {
    Optional<JoinToken.Shown> shown = JoinToken.Shown.parse(token);
    if (shown.isEmpty()) {
      return new Verdict.Rejected("it is no whole join token");
    }
    try {
      Optional<Kept> kept = kept(store.readSystem(PREFIX + shown.get().id()));
      if (kept.isEmpty() || !isSecret(kept.get(), shown.get().secret())) {
        return new Verdict.Rejected("there is no such join token; " + ANOTHER);
      }
      Identity identity = Identity.joining(kept.get().grant().node(), shown.get().id());
      return kept.get().expires().isAfter(clock.instant())
          ? new Verdict.Accepted(identity, kept.get().expires(), List.of(OwnTokens.ISSUER))
          : new Verdict.Rejected(expired(kept.get()));
    } catch (StoreException e) {
      return new Verdict.Rejected("it cannot be looked up now: " + e.getMessage());
    }
  }

  private static String used(Kept kept) {
    return "the token was used up at %s for another machine's key; %s --name %s"
        .formatted(kept.used(), ANOTHER, kept.grant().node());
  }

  private static String expired(Kept kept) {
    return "it expired at %s; %s --name %s"
        .formatted(ObjectTree.time(kept.expires()), ANOTHER, kept.grant().node());
  }

  private static boolean isSecret(Kept kept, String secret) {
    return MessageDigest.isEqual(
        kept.secret().getBytes(StandardCharsets.US_ASCII),
        hash(secret).getBytes(StandardCharsets.US_ASCII));
  }

  private void removeOld() throws StoreException {
    Instant before = clock.instant().minus(KEPT_AFTER_END);
    for (SystemValue value : store.readSystemPrefix(PREFIX)) {
      if (kept(value).map(kept -> kept.expires().isBefore(before)).orElse(true)) {
        store.commit(Transaction.of(new Change.DeleteSystem(value.key(), Expected.asRead(value))));
      }
    }
  }

  private static Optional<Kept> kept(SystemValue value) {
    String text = value.value();
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Kept.of(Json.parse(text.getBytes(StandardCharsets.UTF_8))));
    } catch (RuntimeException e) {
      LOG.warn("join token cannot be read key={} error={}", value.key(), e.getMessage());
      return Optional.empty();
    }
  }

  private String hex(int digits) {
    byte[] bytes = new byte[digits / 2];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
