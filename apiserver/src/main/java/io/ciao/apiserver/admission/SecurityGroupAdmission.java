package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A SecurityGroup's rules name ports that exist, of protocols that have ports, and one kind of
/// peer each.
final class SecurityGroupAdmission implements Admission {
  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int PORT_MAX = 65_535;
  private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");

  private final References references;

  SecurityGroupAdmission(References references) {
    this.references = references;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
    InitialStatus.pending(draft, "waiting for the nodes that enforce it");
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  private void check(Draft draft) {
    for (String direction : List.of("ingress", "egress")) {
      JsonNode rules = draft.tree().path("spec").path(direction);
      for (int i = 0; i < rules.size(); i++) {
        rule(draft, rules.get(i), "spec." + direction + "[" + i + "]");
      }
    }
  }

  private void rule(Draft draft, JsonNode rule, String path) {
    JsonNode ports = rule.path("ports");
    String protocol = rule.path("protocol").asText("any");
    if (!ports.isEmpty() && !WITH_PORTS.contains(protocol)) {
      draft.refuse(
          Cause.invalid(
              path + ".ports",
              "ports belong to tcp and udp, the protocol is " + protocol + "; set protocol"));
    }
    for (int i = 0; i < ports.size(); i++) {
      port(draft, ports.get(i).asText(), path + ".ports[" + i + "]");
    }
    JsonNode peers = rule.path("peers");
    for (int i = 0; i < peers.size(); i++) {
      peer(draft, peers.get(i), path + ".peers[" + i + "]");
    }
  }

  private static void port(Draft draft, String text, String path) {
    Matcher matcher = PORTS.matcher(text);
    boolean good = matcher.matches();
    if (good) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      good = first >= 1 && first <= last && last <= PORT_MAX;
    }
    if (!good) {
      draft.refuse(
          Cause.invalid(
              path, "\"" + text + "\": write a port from 1 to 65535, or a range like 8000-8080"));
    }
  }

  private void peer(Draft draft, JsonNode peer, String path) {
    OneOf.require(draft, peer, path, List.of("cidr", "securityGroup"));
    String group = peer.path("securityGroup").asText("");
    if (!group.isEmpty() && !group.equals(draft.name())) {
      references.own(draft, "securitygroups", path + ".securityGroup", group);
    }
  }
}
