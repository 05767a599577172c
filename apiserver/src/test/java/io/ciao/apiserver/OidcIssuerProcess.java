package io.ciao.apiserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.UUID;

/// An OpenID Connect issuer that a test starts as a process of its own: it serves a discovery
/// document and its keys over HTTPS, and signs whatever claims are posted to `/sign`. Arguments:
/// the directory with its certificate. Its first line of output is its address. It ends with its
/// standard input.
final class OidcIssuerProcess {
  private final HttpsServer server;
  private final String address;
  private RSAKey key;

  private OidcIssuerProcess(Path tls) throws IOException, JOSEException {
    key = newKey();
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(TlsFiles.in(tls).read().sslContext()));
    address = "https://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/keys", this::keys);
    server.createContext("/sign", this::sign);
    server.createContext("/rotate", this::rotate);
  }

  public static void main(String[] arguments) throws IOException, JOSEException {
    OidcIssuerProcess issuer = new OidcIssuerProcess(Path.of(arguments[0]));
    issuer.server.start();
    System.out.println(issuer.address);
    while (System.in.read() >= 0) {
      // The test holds the other end.
    }
    issuer.server.stop(0);
  }

  private static RSAKey newKey() throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"id_token_signing_alg_values_supported\":"
                .formatted(address, address)
            + "[\"RS256\"]}");
  }

  private synchronized void keys(HttpExchange exchange) throws IOException {
    answer(exchange, new JWKSet(key.toPublicJWK()).toString());
  }

  private synchronized void sign(HttpExchange exchange) throws IOException {
    try {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
              JWTClaimsSet.parse(body));
      token.sign(new RSASSASigner(key));
      answer(exchange, token.serialize());
    } catch (JOSEException | ParseException e) {
      throw new IOException(e);
    }
  }

  private synchronized void rotate(HttpExchange exchange) throws IOException {
    try {
      key = newKey();
      answer(exchange, key.getKeyID());
    } catch (JOSEException e) {
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
