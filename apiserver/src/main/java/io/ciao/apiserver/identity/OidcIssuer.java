package io.ciao.apiserver.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What an OpenID Connect issuer publishes: where its keys are, and the keys. Asked when first
/// needed; keys are kept for five minutes, and for four hours while it does not answer. Safe for
/// many threads.
final class OidcIssuer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final long KEYS_KEPT_MILLIS = 300_000;
  private static final long KEYS_WAITED_MILLIS = 10_000;
  private static final long ASKED_EVERY_MILLIS = 1_000;
  private static final long OUTAGE_MILLIS = 4 * 3_600_000L;

  private final String issuer;
  private final HttpClient http;
  private volatile @Nullable JWKSource<SecurityContext> keys;

  /// An issuer that nothing has been asked of yet.
  ///
  /// @throws IOException if the authority's certificates cannot be read
  OidcIssuer(OidcConfig config) throws IOException {
    this.issuer = config.issuer();
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1);
    if (config.authority() != null) {
      client.sslContext(trust(config.authority()));
    }
    this.http = client.build();
  }

  /// Its keys.
  ///
  /// @throws IOException if it cannot be asked where they are
  JWKSource<SecurityContext> keys() throws IOException, InterruptedException {
    JWKSource<SecurityContext> known = keys;
    if (known != null) {
      return known;
    }
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.<SecurityContext>create(keysUrl(), this::retrieve)
            .cache(KEYS_KEPT_MILLIS, KEYS_WAITED_MILLIS)
            .refreshAheadCache(false)
            .rateLimited(ASKED_EVERY_MILLIS)
            .retrying(false)
            .outageTolerant(OUTAGE_MILLIS)
            .build();
    keys = source;
    return source;
  }

  private URL keysUrl() throws IOException, InterruptedException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String text = fetch(URI.create(base + "/.well-known/openid-configuration"));
    try {
      ObjectNode document = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      String named = document.path("issuer").asText("");
      if (!named.equals(issuer)) {
        throw new IOException(
            "its discovery document names the issuer \"" + named + "\", not \"" + issuer + "\"");
      }
      URI address = URI.create(document.path("jwks_uri").asText(""));
      if (!"https".equals(address.getScheme())) {
        throw new IOException("its discovery document names no https jwks_uri");
      }
      return address.toURL();
    } catch (UnreadableObjectException | IllegalArgumentException e) {
      throw new IOException("its discovery document cannot be read: " + e.getMessage(), e);
    }
  }

  private Resource retrieve(URL address) throws IOException {
    try {
      return new Resource(fetch(URI.create(address.toString())), "application/json");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String fetch(URI address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Accept", "application/json")
            .GET()
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
      if (response.statusCode() != 200 || bytes.length > ANSWER_BYTES_MAX) {
        throw new IOException(
            address + " answered " + response.statusCode() + " with " + bytes.length + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static SSLContext trust(Path authority) throws IOException {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + count++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("--oidc-ca " + authority + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
