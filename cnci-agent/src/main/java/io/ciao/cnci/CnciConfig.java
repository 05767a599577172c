package io.ciao.cnci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How a cnci-agent is run.
///
/// @param directory its state, absolute
/// @param tls directory with `ca.pem`, `cert.pem` and `key.pem`
/// @param apiservers at least one
record CnciConfig(Path directory, Path tls, List<URI> apiservers, ConcentratorHost host) {
  static final String USAGE =
      """
      usage: ciao-cnci-agent --dir STATE --tls DIR --node NAME --apiserver URL --address IP
                             --uplink-bridge LINK --netns-prefix PREFIX [--management CIDR]...

        --dir STATE            directory for state; made if it does not exist
        --tls DIR              directory with ca.pem, cert.pem and key.pem of this agent
        --node NAME            the network node that it runs on
        --apiserver URL        https://HOST:PORT; may be repeated
        --address IP           the node's underlay address, which tunnels use
        --uplink-bridge LINK   bridge of this namespace that has the way out as a port
        --netns-prefix PREFIX  first part of the names of the namespaces it makes
        --management CIDR      network that tenants must not reach; may be repeated
        --config FILE          YAML file with the same keys (without dashes); flags win
        --help                 this text
      """;

  private static final Set<String> NEEDED =
      Set.of("dir", "tls", "node", "apiserver", "address", "uplink-bridge", "netns-prefix");
  private static final Set<String> OPTIONAL = Set.of("management", "config");

  /// What leaves room in a namespace's name for the rest of it.
  private static final int PREFIX_LENGTH_MAX = 40;

  CnciConfig {
    apiservers = List.copyOf(apiservers);
  }

  /// A command line that cannot be run; the message names every problem.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /// Reads the command line and the file that it may name.
  static CnciConfig parse(List<String> arguments) throws UsageException {
    var flags = flags(arguments);
    var file = flags.remove("config");
    if (file != null) {
      fromFile(Path.of(file.getLast())).forEach(flags::putIfAbsent);
    }
    var problems = new ArrayList<String>();
    for (var key : flags.keySet()) {
      if (!NEEDED.contains(key) && !OPTIONAL.contains(key)) {
        problems.add("--" + key + " is not known");
      }
    }
    for (var key : new TreeSet<>(NEEDED)) {
      if (!flags.containsKey(key)) {
        problems.add("--" + key + " is missing");
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(String.join("\n", problems));
    }
    return read(flags);
  }

  private static CnciConfig read(Map<String, List<String>> flags) throws UsageException {
    try {
      var directory = Path.of(last(flags, "dir")).toAbsolutePath().normalize();
      var prefix = last(flags, "netns-prefix");
      if (prefix.length() > PREFIX_LENGTH_MAX) {
        throw new IllegalArgumentException(
            "--netns-prefix \"" + prefix + "\" is longer than " + PREFIX_LENGTH_MAX);
      }
      new NetNamespace.Named(prefix);
      var host =
          new ConcentratorHost(
              last(flags, "node"),
              NetNamespace.CURRENT,
              Ipv4Address.parse(last(flags, "address")),
              LinkNames.require(last(flags, "uplink-bridge")),
              prefix,
              flags.getOrDefault("management", List.of()).stream().map(Ipv4Prefix::parse).toList(),
              directory);
      var apiservers =
          flags.getOrDefault("apiserver", List.of()).stream().map(URI::create).toList();
      return new CnciConfig(directory, Path.of(last(flags, "tls")), apiservers, host);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static String last(Map<String, List<String>> flags, String key) {
    var values = flags.get(key);
    if (values == null) {
      throw new IllegalStateException("CnciConfig: --" + key + " was not checked before use");
    }
    return values.getLast();
  }

  private static Map<String, List<String>> flags(List<String> arguments) throws UsageException {
    var flags = new LinkedHashMap<String, List<String>>();
    for (var i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        throw new UsageException("\"" + argument + "\" is not a flag");
      }
      var equals = argument.indexOf('=');
      var key = argument.substring(2, equals < 0 ? argument.length() : equals);
      if (equals < 0 && ++i >= arguments.size()) {
        throw new UsageException(argument + " needs a value");
      }
      var value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
      flags.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }
    return flags;
  }

  private static Map<String, List<String>> fromFile(Path file) throws UsageException {
    var flags = new LinkedHashMap<String, List<String>>();
    try {
      ObjectNode tree = ObjectReader.readOne(Files.readAllBytes(file));
      for (var field : tree.properties()) {
        var values = new ArrayList<String>();
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
}
