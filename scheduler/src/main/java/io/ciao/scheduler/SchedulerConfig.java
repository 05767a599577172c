package io.ciao.scheduler;

import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import io.ciao.scheduler.network.NetworkSettings;
import io.ciao.ssntp.session.Compatibility;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.store.EtcdEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the scheduler is started with.
///
/// @param directory its state
/// @param tls directory with `ca.pem`, `cert.pem`, `key.pem`
/// @param apiservers their addresses
/// @param etcd `embedded:<apiserver's directory>` or comma-separated https URLs
/// @param etcdTls directory with the etcd client's files; null for an embedded one
/// @param listen where SSNTP is served
/// @param network outside addresses and MTU
/// @param vcpuOvercommit how many virtual processors one real one stands for
/// @param ssntpCompatibility whether originals may connect
/// @param heartbeat whether a line a second is printed
record SchedulerConfig(
    Path directory,
    Path tls,
    List<URI> apiservers,
    String etcd,
    @Nullable Path etcdTls,
    List<HostPort> listen,
    NetworkSettings network,
    double vcpuOvercommit,
    Compatibility ssntpCompatibility,
    boolean heartbeat) {

  private static final Flag<Path> DIR = Flag.path("dir", "DIR", "where its state lies").asNeeded();
  private static final Flag<Path> TLS =
      Flag.path("tls", "DIR", "directory with ca.pem, cert.pem and key.pem of this scheduler")
          .asNeeded();
  private static final Flag<URI> APISERVER =
      Flag.https("apiserver", "URL", "https://HOST:PORT of an apiserver").asNeeded().asRepeated();
  private static final Flag<String> ETCD =
      Flag.text(
              "etcd",
              "WHERE",
              "embedded:DIR for that of the apiserver whose state is in DIR, or"
                  + " https://HOST:PORT[,...]")
          .asNeeded();
  private static final Flag<Path> ETCD_TLS =
      Flag.path(
          "etcd-tls", "DIR", "directory with ca.pem, cert.pem and key.pem for etcd given by URLs");
  private static final Flag<HostPort> LISTEN =
      Flag.of(
              "listen",
              "HOST:PORT",
              "where SSNTP is served; without a port it is 8888",
              HostPort::parse)
          .asNeeded()
          .asRepeated();
  private static final Flag<String> OUTSIDE_RANGE =
      Flag.text(
              "outside-range",
              "RANGE",
              "addresses that concentrators get, FIRST-LAST/PREFIX: 198.18.0.100-198.18.0.199/24")
          .asNeeded();
  private static final Flag<String> OUTSIDE_GATEWAY =
      Flag.text("outside-gateway", "IP", "the router of that network").asNeeded();
  private static final Flag<Integer> UNDERLAY_MTU =
      Flag.number(
              "underlay-mtu",
              "BYTES",
              "MTU between nodes",
              NetworkSettings.UNDERLAY_MTU_MIN,
              NetworkSettings.UNDERLAY_MTU_MAX)
          .or("1500");
  private static final Flag<Double> VCPU_OVERCOMMIT =
      Flag.of(
              "vcpu-overcommit",
              "RATIO",
              "virtual processors that one real one stands for",
              SchedulerConfig::ratio)
          .or("4");

  private static final Flag<Compatibility> SSNTP_COMPATIBILITY =
      Flag.of(
              "ssntp-compatibility",
              "WORD",
              "strict, or original: TLS 1.2 and certificates without a UUID will do too",
              Compatibility::parse)
          .or("strict");

  private static final Flag<Boolean> HEARTBEAT =
      Flag.onOff("heartbeat", "print who is connected, and what nodes say, a line a second");

  static final Flags FLAGS =
      Flags.of(
              "ciao-scheduler",
              "Decides where instances run and what tenant networks look like.",
              List.of(
                  DIR,
                  TLS,
                  APISERVER,
                  ETCD,
                  ETCD_TLS,
                  LISTEN,
                  OUTSIDE_RANGE,
                  OUTSIDE_GATEWAY,
                  UNDERLAY_MTU,
                  VCPU_OVERCOMMIT,
                  SSNTP_COMPATIBILITY,
                  HEARTBEAT))
          .rule(
              List.of(ETCD, ETCD_TLS),
              given -> EtcdEndpoint.parse(given.get(ETCD), given.find(ETCD_TLS).orElse(null)))
          .rule(List.of(OUTSIDE_RANGE, OUTSIDE_GATEWAY, UNDERLAY_MTU), SchedulerConfig::network);

  static SchedulerConfig of(Given given) {
    return new SchedulerConfig(
        given.get(DIR),
        given.get(TLS),
        given.all(APISERVER),
        given.get(ETCD),
        given.find(ETCD_TLS).orElse(null),
        given.all(LISTEN),
        network(given),
        given.get(VCPU_OVERCOMMIT),
        given.get(SSNTP_COMPATIBILITY),
        given.get(HEARTBEAT));
  }

  private static NetworkSettings network(Given given) {
    return NetworkSettings.parse(
        given.get(OUTSIDE_RANGE), given.get(OUTSIDE_GATEWAY), given.get(UNDERLAY_MTU));
  }

  private static double ratio(String text) {
    try {
      var ratio = Double.parseDouble(text);
      if (ratio > 0 && Double.isFinite(ratio)) {
        return ratio;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "\"%s\" is found; a number above 0, such as 1.5, is needed".formatted(text));
  }
}
