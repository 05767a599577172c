package io.ciao.apiserver;

import io.ciao.ssntp.cert.TlsFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The test's end of an [OidcIssuerProcess].
final class OidcIssuer implements AutoCloseable {
  private final Process process;
  private final String address;
  private final HttpClient http;

  private OidcIssuer(Process process, String address, HttpClient http) {
    this.process = process;
    this.address = address;
    this.http = http;
  }

  /// Starts one with the certificate in a directory.
  static OidcIssuer start(Path tls) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OidcIssuerProcess.class.getName(),
            tls.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = output.readLine();
    if (address == null) {
      process.destroyForcibly();
      throw new IOException("the issuer did not start");
    }
    HttpClient http =
        HttpClient.newBuilder().sslContext(TlsFiles.in(tls).read().sslContext()).build();
    return new OidcIssuer(process, address, http);
  }

  String address() {
    return address;
  }

  /// A token with these claims, in JSON.
  String sign(String claims) throws IOException, InterruptedException {
    return post("/sign", claims);
  }

  /// Makes it sign with another key and forget the one before.
  void rotate() throws IOException, InterruptedException {
    post("/rotate", "");
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(address + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() throws IOException {
    http.shutdownNow();
    process.getOutputStream().close();
    process.destroy();
  }
}
