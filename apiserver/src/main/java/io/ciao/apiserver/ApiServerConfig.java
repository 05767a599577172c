package io.ciao.apiserver;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import io.ciao.store.EtcdEndpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How an apiserver is run.
///
/// @param directory its state
/// @param tls directory with `ca.pem`, `cert.pem` and `key.pem`
/// @param listen where it serves; at least one
/// @param etcd `embedded`, `embedded:DIR` for another apiserver's, or URLs
/// @param etcdTls directory with the certificates for that other etcd; null for the embedded one
/// @param secretKeys the file with the keys that seal Secrets
/// @param options limits, metrics, who is let in, and what is signed
record ApiServerConfig(
    Path directory,
    Path tls,
    List<ListenAddress> listen,
    String etcd,
    @Nullable Path etcdTls,
    Path secretKeys,
    Options options) {
  static final String EMBEDDED = "embedded";
  static final String SECRET_KEYS = "secret-keys.yaml";

  private static final Flag<Path> DIR =
      Flag.path("dir", "DIR", "directory for state; made if it does not exist").asNeeded();
  private static final Flag<Path> TLS =
      Flag.path("tls", "DIR", "directory with ca.pem, cert.pem and key.pem of this apiserver")
          .asNeeded();
  private static final Flag<ListenAddress> LISTEN =
      Flag.of(
              "listen",
              "HOST:PORT",
              "where it serves, port 0 for a free one; what is really listened on is in DIR/ready",
              ListenAddress::parse)
          .or("127.0.0.1:6443")
          .asRepeated();
  private static final Flag<String> ETCD =
      Flag.text(
              "etcd",
              "WHERE",
              "embedded for an etcd of its own, embedded:DIR for that of the apiserver whose state"
                  + " is in DIR, or https://HOST:PORT[,...]")
          .or(EMBEDDED);
  private static final Flag<Path> ETCD_TLS =
      Flag.path(
          "etcd-tls", "DIR", "directory with ca.pem, cert.pem and key.pem for etcd given by URLs");
  private static final Flag<Path> SECRET_KEYS_FILE =
      Flag.path(
          "secret-keys",
          "FILE",
          "the keys that seal Secrets in etcd, the same for all apiservers of a cluster; made if it"
              + " does not exist (default "
              + SECRET_KEYS
              + " beside the embedded etcd, else in --dir)");

  static final Flags FLAGS =
      ServingOptions.with(
          AccessOptions.with(
              Flags.of(
                      "ciao-apiserver",
                      "Serves the API: the only door to what etcd keeps.",
                      Stream.of(
                              List.of(DIR, TLS, LISTEN, ETCD, ETCD_TLS, SECRET_KEYS_FILE),
                              ServingOptions.FLAGS,
                              AccessOptions.FLAGS,
                              CertificateOptions.FLAGS)
                          .<Flag<?>>flatMap(List::stream)
                          .toList())
                  .rule(List.of(ETCD, ETCD_TLS), ApiServerConfig::checkEtcd)));

  ApiServerConfig {
    listen = List.copyOf(listen);
  }

  /// What has defaults.
  ///
  /// @param serving limits and metrics
  /// @param access whose tokens are accepted, and where the audit log is
  /// @param certificates which of them it signs
  record Options(ServingOptions serving, AccessOptions access, CertificateOptions certificates) {
    static final Options DEFAULT = new Options(ServingOptions.DEFAULT, AccessOptions.DEFAULT);

    /// One that signs nothing.
    Options(ServingOptions serving, AccessOptions access) {
      this(serving, access, CertificateOptions.DEFAULT);
    }
  }

  /// One with the usual limits and access, and without metrics of its own.
  ApiServerConfig(
      Path directory,
      Path tls,
      List<ListenAddress> listen,
      String etcd,
      @Nullable Path etcdTls,
      Path secretKeys) {
    this(directory, tls, listen, etcd, etcdTls, secretKeys, Options.DEFAULT);
  }

  ServingOptions serving() {
    return options.serving();
  }

  AccessOptions access() {
    return options.access();
  }

  CertificateOptions certificates() {
    return options.certificates();
  }

  boolean embedsEtcd() {
    return etcd.equals(EMBEDDED);
  }

  static ApiServerConfig of(Given given) {
    Path state = given.get(DIR).toAbsolutePath();
    return new ApiServerConfig(
        state,
        given.get(TLS),
        given.all(LISTEN),
        given.get(ETCD),
        given.find(ETCD_TLS).orElse(null),
        given
            .find(SECRET_KEYS_FILE)
            .orElse(secretsHome(given.get(ETCD), state).resolve(SECRET_KEYS))
            .toAbsolutePath(),
        new Options(
            ServingOptions.of(given), AccessOptions.of(given), CertificateOptions.of(given)));
  }

  private static void checkEtcd(Given given) {
    String etcd = given.get(ETCD);
    if (!etcd.equals(EMBEDDED)) {
      EtcdEndpoint.parse(etcd, given.find(ETCD_TLS).orElse(null));
    }
  }

  /// Apiservers that share an embedded etcd share its keys.
  private static Path secretsHome(String etcd, Path state) {
    String other = EMBEDDED + ":";
    return etcd.startsWith(other) ? Path.of(etcd.substring(other.length())) : state;
  }
}
