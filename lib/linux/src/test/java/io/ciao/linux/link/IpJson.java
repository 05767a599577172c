package io.ciao.linux.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what `ip -json -details` prints.
final class IpJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private IpJson() {}

  /// A batch prints one document after another.
  static List<JsonNode> documents(String text) {
    var documents = new ArrayList<JsonNode>();
    try (var parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        JsonNode document = JSON.readTree(parser);
        documents.add(document);
      }
      return documents;
    } catch (IOException e) {
      throw new IllegalStateException("ip or bridge printed no JSON", e);
    }
  }

  static ActualNamespace.Links links(
      JsonNode links, JsonNode addresses, JsonNode routes, JsonNode routes6) {
    var addressesOf = new TreeMap<String, Set<IpPrefix>>();
    for (var link : addresses) {
      var name = link.path("ifname").asText();
      addressesOf.put(name, addresses(link, hasOwnIpv6(links, name)));
    }
    var byName = new TreeMap<String, ActualLink>();
    for (var link : links) {
      var name = link.path("ifname").asText();
      // `ip` prints an empty object for a link that went while it was listing.
      if (!name.isEmpty()) {
        byName.put(name, link(name, link, addressesOf.getOrDefault(name, Set.of())));
      }
    }
    return new ActualNamespace.Links(
        true, byName, defaultGateway(routes), defaultGateway6(routes6));
  }

  static boolean contains(JsonNode array, String word) {
    for (var element : array) {
      if (word.equals(element.asText())) {
        return true;
      }
    }
    return false;
  }

  static boolean isIpv4(String text) {
    return text.indexOf('.') > 0 && text.indexOf(':') < 0;
  }

  private static boolean hasOwnIpv6(JsonNode links, String name) {
    for (var link : links) {
      if (name.equals(link.path("ifname").asText())) {
        return hasOwnIpv6(link);
      }
    }
    return true;
  }

  private static boolean hasOwnIpv6(JsonNode link) {
    var mode = link.path("inet6_addr_gen_mode").asText("");
    return !mode.isEmpty() && !"none".equals(mode);
  }

  private static Set<IpPrefix> addresses(JsonNode link, boolean ownIpv6) {
    var found = new HashSet<IpPrefix>();
    for (var address : link.path("addr_info")) {
      if ("inet".equals(address.path("family").asText())) {
        found.add(
            new Ipv4Prefix(
                Ipv4Address.parse(address.path("local").asText()),
                address.path("prefixlen").asInt()));
      } else if (!ownIpv6 || !"link".equals(address.path("scope").asText())) {
        found.add(
            new Ipv6Prefix(
                Ipv6Address.parse(address.path("local").asText()),
                address.path("prefixlen").asInt()));
      }
    }
    return found;
  }

  private static @Nullable Ipv4Address defaultGateway(JsonNode routes) {
    for (var route : routes) {
      if ("default".equals(route.path("dst").asText())
          && isIpv4(route.path("gateway").asText(""))) {
        return Ipv4Address.parse(route.path("gateway").asText());
      }
    }
    return null;
  }

  static List<RouteVia> routesVia(JsonNode routes) {
    var found = new ArrayList<RouteVia>();
    for (var route : routes) {
      var to = route.path("dst").asText();
      if (!"default".equals(to) && isIpv4(route.path("gateway").asText(""))) {
        found.add(
            new RouteVia(
                Ipv4Prefix.parse(to.indexOf('/') < 0 ? to + "/32" : to),
                Ipv4Address.parse(route.path("gateway").asText()),
                route.path("dev").asText()));
      }
    }
    return found;
  }

  private static @Nullable Ipv6Address defaultGateway6(JsonNode routes) {
    for (var route : routes) {
      if ("default".equals(route.path("dst").asText()) && route.has("gateway")) {
        return Ipv6Address.parse(route.path("gateway").asText());
      }
    }
    return null;
  }

  private static ActualLink link(String name, JsonNode node, Set<IpPrefix> addresses) {
    var info = node.path("linkinfo");
    var kind = info.path("info_kind").asText("");
    var attributes =
        new ActualLink.Attributes(
            kind,
            node.path("link_index").asInt(0),
            node.path("address").asText(""),
            node.path("mtu").asInt(),
            node.path("ifalias").asText(""),
            contains(node.path("flags"), "UP"),
            hasOwnIpv6(node));
    return new ActualLink(
        name,
        node.path("ifindex").asInt(),
        attributes,
        tunnel(kind, info.path("info_data")),
        port(node, info.path("info_slave_data")),
        addresses);
  }

  private static ActualLink.@Nullable Tunnel tunnel(String kind, JsonNode data) {
    if (!"vxlan".equals(kind) || !isIpv4(data.path("local").asText(""))) {
      return null;
    }
    return new ActualLink.Tunnel(
        data.path("id").asLong(),
        data.path("port").asInt(),
        Ipv4Address.parse(data.path("local").asText()),
        data.path("learning").asBoolean());
  }

  private static ActualLink.@Nullable Port port(JsonNode node, JsonNode data) {
    if (!node.has("master")) {
      return null;
    }
    return new ActualLink.Port(
        node.path("master").asText(),
        data.path("learning").asBoolean(),
        data.path("flood").asBoolean(),
        data.path("neigh_suppress").asBoolean(),
        data.path("isolated").asBoolean(),
        data.path("hairpin").asBoolean());
  }
}
