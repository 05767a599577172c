package io.ciao.scheduler;

import io.ciao.scheduler.network.NetworkSettings;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
record SchedulerConfig(
    Path directory,
    Path tls,
    List<URI> apiservers,
    String etcd,
    @Nullable Path etcdTls,
    List<HostPort> listen,
    NetworkSettings network,
    double vcpuOvercommit) {

  static final String USAGE =
      """
      usage: ciao-scheduler --dir DIR --tls DIR --apiserver URL… --etcd embedded:DIR|URL,… --listen HOST:PORT…
                            --outside-range FIRST-LAST/PREFIX --outside-gateway ADDRESS
                            [--etcd-tls DIR] [--underlay-mtu BYTES] [--vcpu-overcommit RATIO]

        --dir              where its state lies
        --tls              directory with ca.pem, cert.pem and key.pem
        --apiserver        https://host:port of an apiserver; may be given several times
        --etcd             embedded:<the apiserver's --dir>, or https URLs separated by commas
        --etcd-tls         directory with ca.pem, cert.pem and key.pem for etcd given by URLs
        --listen           host:port for SSNTP; may be given several times (default port 8888)
        --outside-range    addresses that concentrators get, for example 198.18.0.100-198.18.0.199/24
        --outside-gateway  the router of that network
        --underlay-mtu     MTU between nodes (default 1500)
        --vcpu-overcommit  virtual processors that one real one stands for (default 4)

      Example:
        ciao-scheduler --dir /var/lib/ciao/scheduler --tls /etc/ciao/scheduler --apiserver https://192.0.2.1:6443 \\
          --etcd embedded:/var/lib/ciao/apiserver --listen 0.0.0.0:8888 \\
          --outside-range 192.0.2.100-192.0.2.199/24 --outside-gateway 192.0.2.254
      """;

  private static final String DEFAULT_MTU = "1500";
  private static final String DEFAULT_OVERCOMMIT = "4";
  private static final List<String> KNOWN =
      List.of(
          "--dir",
          "--tls",
          "--apiserver",
          "--etcd",
          "--etcd-tls",
          "--listen",
          "--outside-range",
          "--outside-gateway",
          "--underlay-mtu",
          "--vcpu-overcommit");

  /// Reads the command line.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  static SchedulerConfig parse(List<String> arguments) {
    var given = new HashMap<String, List<String>>();
    for (int i = 0; i < arguments.size(); i += 2) {
      var flag = arguments.get(i);
      if (!KNOWN.contains(flag)) {
        throw new IllegalArgumentException("the flag \"" + flag + "\" is unknown");
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      given.computeIfAbsent(flag, _ -> new ArrayList<>()).add(arguments.get(i + 1));
    }
    var etcdTls = given.get("--etcd-tls");
    return new SchedulerConfig(
        Path.of(one(given, "--dir")),
        Path.of(one(given, "--tls")),
        all(given, "--apiserver").stream().map(URI::create).toList(),
        one(given, "--etcd"),
        etcdTls == null ? null : Path.of(etcdTls.getLast()),
        all(given, "--listen").stream().map(HostPort::parse).toList(),
        NetworkSettings.parse(
            one(given, "--outside-range"),
            one(given, "--outside-gateway"),
            Integer.parseInt(or(given, "--underlay-mtu", DEFAULT_MTU))),
        Double.parseDouble(or(given, "--vcpu-overcommit", DEFAULT_OVERCOMMIT)));
  }

  private static List<String> all(Map<String, List<String>> given, String flag) {
    var values = given.get(flag);
    if (values == null) {
      throw new IllegalArgumentException(flag + " is needed");
    }
    return values;
  }

  private static String one(Map<String, List<String>> given, String flag) {
    return all(given, flag).getLast();
  }

  private static String or(Map<String, List<String>> given, String flag, String otherwise) {
    var values = given.get(flag);
    return values == null ? otherwise : values.getLast();
  }
}
