package io.ciao.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.apiserver.http.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How an apiserver is run.
///
/// @param directory its state
/// @param tls directory with `ca.pem`, `cert.pem` and `key.pem`
/// @param listen where it serves; at least one
/// @param etcd `embedded`, `embedded:DIR` for another apiserver's, or URLs
/// @param etcdTls directory with the certificates for that other etcd; null for the embedded one
/// @param secretKeys the file with the keys that seal Secrets
/// @param options limits, metrics, and who is let in
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

  static final String USAGE =
      """
      usage: ciao-apiserver --dir STATE --tls DIR [--listen HOST:PORT]... [--etcd embedded|https://…]

        --dir STATE       directory for state; made if it does not exist
        --tls DIR         directory with ca.pem, cert.pem and key.pem of this apiserver
        --listen ADDRESS  HOST:PORT to serve on, port 0 for a free one; may be repeated
                          (default 127.0.0.1:6443)
        --etcd WHERE      "embedded" for an etcd of its own (default), embedded:DIR for that of the
                          apiserver whose state is in DIR, or https://HOST:PORT[,…]
        --etcd-tls DIR    directory with ca.pem, cert.pem and key.pem for another etcd
        --secret-keys F   file with the keys that seal Secrets in etcd, the same for all apiservers of a
                          cluster; made if it does not exist (default secret-keys.yaml beside the
                          embedded etcd, else in STATE)
      %s  --config FILE     YAML file with the same keys (without dashes); flags win
        --help            this text

      The addresses really listened on are in STATE/ready once it serves.
      """
          .formatted(ServingOptions.USAGE + AccessOptions.USAGE);

  private static final Set<String> KEYS =
      Set.of("dir", "tls", "listen", "etcd", "etcd-tls", "default-tenant", "secret-keys");

  ApiServerConfig {
    listen = List.copyOf(listen);
  }

  /// What has defaults.
  ///
  /// @param serving limits and metrics
  /// @param access whose tokens are accepted, and where the audit log is
  record Options(ServingOptions serving, AccessOptions access) {
    static final Options DEFAULT = new Options(ServingOptions.DEFAULT, AccessOptions.DEFAULT);
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

  boolean embedsEtcd() {
    return etcd.equals(EMBEDDED);
  }

  /// Reads the command line and the file that it may name; all problems at once.
  ///
  /// @throws UsageException saying what is wrong
  static ApiServerConfig parse(List<String> arguments) throws UsageException {
    Map<String, List<String>> flags = flags(arguments);
    List<String> file = flags.remove("config");
    if (file != null) {
      fromFile(Path.of(file.getLast())).forEach(flags::putIfAbsent);
    }
    List<String> problems = new ArrayList<>();
    for (String key : flags.keySet()) {
      if (!KEYS.contains(key)
          && !ServingOptions.KEYS.contains(key)
          && !AccessOptions.KEYS.contains(key)) {
        problems.add("--" + key + " is not known");
      }
    }
    Path directory = path(flags, "dir", problems);
    Path tls = path(flags, "tls", problems);
    List<ListenAddress> listen = addresses(flags, problems);
    String etcd = flags.getOrDefault("etcd", List.of(EMBEDDED)).getLast();
    Path etcdTls = flags.containsKey("etcd-tls") ? Path.of(flags.get("etcd-tls").getLast()) : null;
    if (etcd.startsWith("https:") && etcdTls == null) {
      problems.add("--etcd " + etcd + " needs --etcd-tls");
    }
    Options options =
        new Options(ServingOptions.parse(flags, problems), AccessOptions.parse(flags, problems));
    String tenant = flags.getOrDefault("default-tenant", List.of("default")).getLast();
    if (!tenant.equals("default")) {
      problems.add("--default-tenant " + tenant + ": only default is supported");
    }
    if (!problems.isEmpty() || directory == null || tls == null) {
      throw new UsageException(String.join("\n", problems));
    }
    Path state = directory.toAbsolutePath();
    return new ApiServerConfig(
        state, tls, listen, etcd, etcdTls, secretKeys(flags, state, etcd), options);
  }

  /// A command line that cannot be run.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private static Map<String, List<String>> flags(List<String> arguments) throws UsageException {
    Map<String, List<String>> flags = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        throw new UsageException("\"" + argument + "\" is not a flag");
      }
      int equals = argument.indexOf('=');
      String key = argument.substring(2, equals < 0 ? argument.length() : equals);
      if (equals < 0 && ++i >= arguments.size()) {
        throw new UsageException(argument + " needs a value");
      }
      String value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
      flags.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
    return flags;
  }

  private static Map<String, List<String>> fromFile(Path file) throws UsageException {
    Map<String, List<String>> flags = new LinkedHashMap<>();
    try {
      ObjectNode tree = ObjectReader.readOne(Files.readAllBytes(file));
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        List<String> values = new ArrayList<>();
        if (field.getValue().isArray()) {
          field.getValue().forEach(value -> values.add(value.asText()));
        } else {
          values.add(field.getValue().asText());
        }
        flags.put(field.getKey(), values);
      }
      return flags;
    } catch (IOException | UnreadableObjectException e) {
      throw new UsageException("--config " + file + ": " + e.getMessage());
    }
  }

  /// Apiservers that share an embedded etcd share its keys.
  private static Path secretKeys(Map<String, List<String>> flags, Path state, String etcd) {
    List<String> named = flags.get("secret-keys");
    if (named != null) {
      return Path.of(named.getLast()).toAbsolutePath();
    }
    String other = EMBEDDED + ":";
    Path home = etcd.startsWith(other) ? Path.of(etcd.substring(other.length())) : state;
    return home.toAbsolutePath().resolve(SECRET_KEYS);
  }

  private static @Nullable Path path(
      Map<String, List<String>> flags, String key, List<String> problems) {
    List<String> values = flags.get(key);
    if (values == null) {
      problems.add("--" + key + " is needed");
      return null;
    }
    return Path.of(values.getLast());
  }

  private static List<ListenAddress> addresses(
      Map<String, List<String>> flags, List<String> problems) {
    List<ListenAddress> addresses = new ArrayList<>();
    for (String text : flags.getOrDefault("listen", List.of("127.0.0.1:6443"))) {
      try {
        addresses.add(ListenAddress.parse(text));
      } catch (IllegalArgumentException e) {
        problems.add("--listen " + e.getMessage());
      }
    }
    return addresses;
  }
}
