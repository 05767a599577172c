package io.ciao.apiserver.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.ciao.apiserver.auth.Identity;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens of one OpenID Connect issuer. Its keys are fetched when they are first needed and kept; a
/// key that is not known makes it ask again. Safe for many threads.
final class OidcTokens implements TokenVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /// Names that an issuer never gives, whatever the prefixes are.
  private static final List<String> RESERVED = List.of("system:", "ciao:");

  private final OidcConfig config;
  private final OidcIssuer issuer;
  private final InstantSource clock;

  OidcTokens(OidcConfig config, OidcIssuer issuer, InstantSource clock) {
    this.config = config;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public boolean issued(String name) {
    return name.equals(config.issuer());
  }

  @Override
  public Verdict verify(String token) throws InterruptedException {
    JWKSource<SecurityContext> keys;
    try {
      keys = issuer.keys();
    } catch (IOException e) {
      LOG.warn("OIDC issuer cannot be asked issuer={} error={}", config.issuer(), e.getMessage());
      return new Verdict.Rejected("its issuer cannot be asked for keys; try again");
    }
    try {
      return judge(processor(keys).process(token, null));
    } catch (BadJWTException e) {
      return new Verdict.Rejected(String.valueOf(e.getMessage()));
    } catch (BadJOSEException e) {
      return new Verdict.Rejected("its signature is wrong or its key is not the issuer's");
    } catch (JOSEException e) {
      LOG.warn("OIDC keys cannot be had issuer={} error={}", config.issuer(), e.getMessage());
      return new Verdict.Rejected("its issuer cannot be asked for keys; try again");
    } catch (ParseException e) {
      return new Verdict.Rejected("it cannot be read");
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSource<SecurityContext> keys) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(config.issuer()).build();
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<SecurityContext>(
            config.clientId(), exact, Set.of("exp", config.usernameClaim())) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    return processor;
  }

  private Verdict judge(JWTClaimsSet claims) throws ParseException {
    if (config.usernameClaim().equals("email")
        && Boolean.FALSE.equals(claims.getClaim("email_verified"))) {
      return new Verdict.Rejected("its issuer has not verified the e-mail address");
    }
    String name = claims.getStringClaim(config.usernameClaim());
    if (name == null || name.isEmpty()) {
      return new Verdict.Rejected("it has no claim " + config.usernameClaim());
    }
    String user = config.prefixes().user() + name;
    List<String> groups = new ArrayList<>();
    for (String group : groups(claims)) {
      groups.add(config.prefixes().groups() + group);
    }
    groups.removeIf(OidcTokens::isReserved);
    if (isReserved(user)) {
      return new Verdict.Rejected("it names a user of the system");
    }
    Instant expires = claims.getExpirationTime().toInstant();
    Identity identity =
        Identity.known(user, groups, Set.of(), "")
            .withExtra(Map.of(Identity.CREDENTIAL, List.of("ISS=" + config.issuer())));
    return new Verdict.Accepted(identity, expires, List.of(OwnTokens.ISSUER));
  }

  private List<String> groups(JWTClaimsSet claims) throws ParseException {
    Object claim = claims.getClaim(config.groupsClaim());
    if (claim instanceof String one) {
      return List.of(one);
    }
    List<String> groups = claims.getStringListClaim(config.groupsClaim());
    return groups == null ? List.of() : groups;
  }

  private static boolean isReserved(String name) {
    return RESERVED.stream().anyMatch(name::startsWith);
  }
}
