package io.ciao.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How etcd is found. It is read again at every connection attempt, so that an etcd that moved to
/// other ports or got new certificates is found again, and one that does not exist yet is found
/// once it does.
public final class EtcdEndpoint {
  private static final String EMBEDDED = "embedded:";

  private final List<URI> urls;
  private final @Nullable Path embedded;
  private final @Nullable Path tls;

  private EtcdEndpoint(List<URI> urls, @Nullable Path embedded, @Nullable Path tls) {
    this.urls = urls;
    this.embedded = embedded;
    this.tls = tls;
  }

  /// The etcd that the apiserver whose state directory is `stateDirectory` runs beside itself.
  public static EtcdEndpoint embedded(Path stateDirectory) {
    return new EtcdEndpoint(List.of(), EmbeddedEtcd.directory(stateDirectory), null);
  }

  /// An etcd that somebody else runs.
  ///
  /// @param urls its client URLs, all https
  /// @param tlsDirectory holds `ca.pem`, `cert.pem` and `key.pem`
  public static EtcdEndpoint external(List<URI> urls, Path tlsDirectory) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("etcd without a client URL");
    }
    for (URI url : urls) {
      if (!"https".equals(url.getScheme()) || url.getHost() == null) {
        throw new IllegalArgumentException(
            "an etcd URL is https://HOST:PORT, found \"" + url + "\"");
      }
    }
    return new EtcdEndpoint(List.copyOf(urls), null, tlsDirectory);
  }

  /// What a program's `--etcd` flag says: `embedded:DIR` or `https://HOST:PORT[,https://…]`.
  ///
  /// @param tlsDirectory the `--etcd-tls` flag, needed with URLs
  /// @throws IllegalArgumentException saying what was found and what is needed
  public static EtcdEndpoint parse(String flag, @Nullable Path tlsDirectory) {
    if (flag.startsWith(EMBEDDED)) {
      return embedded(Path.of(flag.substring(EMBEDDED.length())));
    }
    if (tlsDirectory == null) {
      throw new IllegalArgumentException(
          "--etcd " + flag + " needs --etcd-tls DIR with ca.pem, cert.pem and key.pem");
    }
    List<URI> urls = new ArrayList<>();
    for (String url : flag.split(",", -1)) {
      urls.add(URI.create(url));
    }
    return external(urls, tlsDirectory);
  }

  /// Where etcd is now.
  ///
  /// @throws IOException if a file is missing or malformed, as before the embedded etcd's first
  ///   start
  EtcdTarget read() throws IOException {
    if (embedded == null) {
      Path directory = Objects.requireNonNull(tls);
      return target(urls, directory, "ca.pem", "cert.pem", "key.pem");
    }
    EtcdRecord running = EtcdRecord.read(embedded);
    Path directory = embedded.resolve("tls");
    return target(running.clientUrls(), directory, "ca.pem", "client-cert.pem", "client-key.pem");
  }

  private static EtcdTarget target(
      List<URI> urls, Path directory, String authorities, String certificate, String key)
      throws IOException {
    return new EtcdTarget(
        urls,
        Files.readString(directory.resolve(authorities)),
        Files.readString(directory.resolve(certificate)),
        Files.readString(directory.resolve(key)));
  }

  /// For messages.
  @Override
  public String toString() {
    return embedded == null ? urls.toString() : EMBEDDED + embedded.getParent();
  }
}
