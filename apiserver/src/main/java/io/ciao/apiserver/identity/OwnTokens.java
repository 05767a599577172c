package io.ciao.apiserver.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.rbac.ServiceAccounts;
import io.ciao.store.StoreException;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The cluster's own tokens: signed here (ES256), verified by every apiserver. Safe for many
/// threads.
final class OwnTokens implements TokenVerifier {
  /// Who issues them, and whom they are meant for if nobody says otherwise.
  static final String ISSUER = "https://ciao.local";

  private static final String ACCOUNT_CLAIM = "kubernetes.io";
  private static final String GROUPS_CLAIM = "groups";
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final TokenKeys keys;
  private final InstantSource clock;

  OwnTokens(TokenKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// A token and when it ends.
  record Issued(String token, Instant expires) {}

  /// A token for a service account.
  ///
  /// @param uid the account's; a token does not survive its account
  Issued forAccount(ServiceAccounts.Name account, String uid, List<String> audiences, Duration life)
      throws StoreException, IOException {
    Map<String, Object> place =
        Map.of(
            "namespace",
            account.namespace(),
            "serviceaccount",
            Map.of("name", account.name(), "uid", uid));
    return issue(
        new JWTClaimsSet.Builder()
            .subject(ServiceAccounts.user(account.namespace(), account.name()))
            .audience(audiences.isEmpty() ? List.of(ISSUER) : audiences)
            .claim(ACCOUNT_CLAIM, place),
        life);
  }

  /// A token for a person.
  Issued forUser(String user, List<String> groups, Duration life)
      throws StoreException, IOException {
    return issue(
        new JWTClaimsSet.Builder().subject(user).audience(ISSUER).claim(GROUPS_CLAIM, groups),
        life);
  }

  private Issued issue(JWTClaimsSet.Builder claims, Duration life)
      throws StoreException, IOException {
    ECKey key = keys.signing();
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    Instant expires = now.plus(life);
    JWTClaimsSet whole =
        claims
            .issuer(ISSUER)
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(expires))
            .jwtID(UUID.randomUUID().toString())
            .build();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), whole);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key signs ES256", e);
    }
    return new Issued(token.serialize(), expires);
  }

  @Override
  public boolean issued(String issuer) {
    return issuer.equals(ISSUER);
  }

  @Override
  public Verdict verify(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      String id = token.getHeader().getKeyID();
      Optional<ECKey> key = id == null ? Optional.empty() : keys.find(id);
      if (key.isEmpty()) {
        return new Verdict.Rejected("the key that signed it is not known");
      }
      boolean genuine =
          token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
              && token.verify(new ECDSAVerifier(key.get()));
      return genuine
          ? judge(token.getJWTClaimsSet())
          : new Verdict.Rejected("its signature is wrong");
    } catch (ParseException | JOSEException e) {
      return new Verdict.Rejected("it cannot be read");
    }
  }

  private Verdict judge(JWTClaimsSet claims) throws ParseException {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date begins = claims.getNotBeforeTime();
    if (expires == null || !expires.toInstant().isAfter(now)) {
      return new Verdict.Rejected(
          "it expired" + (expires == null ? "" : " at " + expires.toInstant()));
    }
    if (begins != null && begins.toInstant().minus(SKEW).isAfter(now)) {
      return new Verdict.Rejected("it is not valid before " + begins.toInstant());
    }
    return new Verdict.Accepted(
        identity(claims), expires.toInstant(), List.copyOf(claims.getAudience()));
  }

  private static Identity identity(JWTClaimsSet claims) throws ParseException {
    String user = claims.getSubject() == null ? "" : claims.getSubject();
    Map<String, List<String>> extra =
        Map.of(Identity.CREDENTIAL, List.of("JTI=" + claims.getJWTID()));
    Optional<ServiceAccounts.Name> account = ServiceAccounts.parse(user);
    if (account.isPresent()) {
      return Identity.known(
              user, ServiceAccounts.groups(account.get().namespace()), Set.of(), uid(claims))
          .withExtra(extra);
    }
    List<String> groups = claims.getStringListClaim(GROUPS_CLAIM);
    return Identity.known(user, groups == null ? List.of() : groups, Set.of(), "").withExtra(extra);
  }

  /// The account's uid; a token without one is for no account that ever was.
  private static String uid(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> place = claims.getJSONObjectClaim(ACCOUNT_CLAIM);
    Object account = place == null ? null : place.get("serviceaccount");
    return account instanceof Map<?, ?> map && map.get("uid") instanceof String uid ? uid : "none";
  }
}
