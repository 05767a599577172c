package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.reference.GroupPeers;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A SecurityGroup's rules name ports that exist, of protocols that have ports, and one kind of
/// peer each; one that instances have, or rules of others name, is not deleted under them.
final class SecurityGroupAdmission implements Admission {
  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int PORT_MAX = 65_535;
  private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");

  /// Where kinds name the groups of instances, by plural.
  private static final Map<String, String> USERS =
      Map.of("instances", "/spec", "instancesets", "/spec/template/spec");

  private final References references;
  private final ResourceStore store;

  SecurityGroupAdmission(References references, ResourceStore store) {
    this.references = references;
    this.store = store;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
    InitialStatus.pending(draft, "waiting for the scheduler to say who has it");
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  /// Those that are being deleted count no more, nor do groups of a tenant that ends: two that name
  /// each other would keep it for ever.
  @Override
  public Optional<String> keeps(ObjectNode tree) {
    String namespace = ObjectTree.namespace(tree);
    if (ending(namespace)) {
      return Optional.empty();
    }
    InUse.catchUp(store);
    String name = ObjectTree.name(tree);
    List<StoredObject> users = new ArrayList<>();
    USERS.forEach(
        (resource, path) ->
            store.list(resource, namespace).objects().stream()
                .filter(user -> !user.deleting())
                .filter(user -> groups(user.view().at(path)).contains(name))
                .forEach(users::add));
    store.list("securitygroups", namespace).objects().stream()
        .filter(other -> !other.deleting() && !other.key().name().equals(name))
        .filter(other -> GroupPeers.of(other.view()).contains(name))
        .forEach(users::add);
    return InUse.by(users, namespace, "take it out there first");
  }

  private static List<String> groups(JsonNode spec) {
    return ObjectTree.texts(spec.path("securityGroups"));
  }

  private boolean ending(String namespace) {
    return store
        .get(ResourceKey.cluster("namespaces", namespace))
        .filter(StoredObject::deleting)
        .isPresent();
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
      references.group(draft, path + ".securityGroup", group, "the rule means nobody until then");
    }
  }
}
