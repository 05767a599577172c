package io.ciao.apiserver.auth;

import io.ciao.apiserver.request.Verb;
import java.util.Optional;
import java.util.Set;

/// What a node may do (design section 11): see what is bound to it and what that refers to, write
/// what is its own. What a permitted write may contain is judged by [WriteRule].
final class NodeRule {
  /// What a node may read if something that is bound to it refers to it, by plural.
  static final Set<String> REFERENCES =
      Set.of(
          "images",
          "sshkeys",
          "tenantnetworks",
          "concentrators",
          "securitygroups",
          "secrets",
          "configmaps");

  private static final Set<String> OF_ITS_OWN_NODE =
      Set.of("nodes/join", "nodes/joined", "nodes/renew", "nodes/certificate");

  private static final Set<String> SELF_REVIEWS =
      Set.of(
          "authorization.k8s.io/selfsubjectaccessreviews",
          "authorization.k8s.io/selfsubjectrulesreviews",
          "authentication.k8s.io/selfsubjectreviews");

  private final NodeView view;

  NodeRule(NodeView view) {
    this.view = view;
  }

  /// What a machine may do that is to become that node: get its first certificate.
  static Decision joining(String node, Access access) {
    boolean certificate =
        access.resource().equals("nodes") && access.subresource().equals("certificate");
    return Decision.allowedIf(
        certificate && access.verb() == Verb.CREATE && isOwn(node, access),
        "the token makes a machine the node " + node + ", and does nothing else");
  }

  /// What every node may do whatever it runs: read about the server, and ask about itself.
  static boolean permits(Attributes attributes) {
    return switch (attributes) {
      case Attributes.OfPath(String verb, String path) ->
          verb.equals("get") && !path.equals("/unreadable") && !path.startsWith("/metrics");
      case Attributes.OfResource of ->
          of.verb().equals("create") && SELF_REVIEWS.contains(of.group() + "/" + of.what());
    };
  }

  Decision decide(Identity identity, String node, Access access) {
    if (permits(access.attributes())) {
      return Decision.ALLOWED;
    }
    if (view.lost(node) && !remainsToTheLost(node, access)) {
      return Decision.denied(
          "node "
              + node
              + " is lost: until it has joined again it joins, checks its copies, and lists what is"
              + " bound to it");
    }
    if (!access.action().isEmpty()) {
      return action(identity, access);
    }
    if (!access.subresource().isEmpty()) {
      return subresource(identity, node, access);
    }
    return switch (access.resource()) {
      case "nodes" -> ownNode(identity, node, access);
      case "instances" -> instances(identity, node, access);
      case "concentrators" -> concentrators(identity, node, access);
      case "volumes" -> volumes(node, access);
      case "events" -> events(access);
      default -> references(node, access);
    };
  }

  /// What a node may do after the fence point; whether it may do so at all is judged as ever.
  private static boolean remainsToTheLost(String node, Access access) {
    String what = access.resource() + "/" + access.subresource();
    // A renewal is refused by the member key and says so; a node then knows that it has to join.
    boolean joins = OF_ITS_OWN_NODE.contains(what);
    boolean checks = access.resource().equals("instances") && access.action().equals("check");
    boolean lists =
        what.equals("instances/") && access.action().isEmpty() && listsOrWatches(access.verb());
    boolean looksAtItself = what.equals("nodes/") && access.verb().reads() && isOwn(node, access);
    return joins || checks || lists || looksAtItself;
  }

  private static boolean listsOrWatches(Verb verb) {
    return verb == Verb.LIST || verb == Verb.WATCH;
  }

  private static Decision action(Identity identity, Access access) {
    boolean known =
        access.resource().equals("instances")
            && (access.action().equals("status") || access.action().equals("check"));
    if (!known) {
      return Decision.denied("of instances, a node calls :status and :check alone");
    }
    return Decision.allowedIf(
        identity.isLauncher(), "only the launcher-agent of a node reports and checks instances");
  }

  private Decision subresource(Identity identity, String node, Access access) {
    String what = access.resource() + "/" + access.subresource();
    return switch (what) {
      case "nodes/join", "nodes/joined", "nodes/renew" ->
          Decision.allowedIf(
              identity.isLauncher() && isOwn(node, access),
              "only the launcher-agent of a node joins it and renews its presence");
      case "nodes/certificate" ->
          Decision.allowedIf(isOwn(node, access), "only an agent of a node renews its certificate");
      case "nodes/status" ->
          Decision.allowedIf(
              identity.isLauncher() && isOwn(node, access),
              "only the launcher-agent of a node reads and writes its status");
      case "concentrators/status" ->
          Decision.allowedIf(
              identity.isConcentratorAgent() && carries(node, access),
              "only the cnci-agent of a node that the concentrator names writes its status");
      case "concentrators/certificate" ->
          Decision.allowedIf(
              access.verb() == Verb.CREATE
                  && identity.isConcentratorAgent()
                  && carries(node, access),
              "only the cnci-agent of a node that the concentrator names asks for its certificate");
      default -> Decision.denied("a node has no access to " + what);
    };
  }

  private static Decision ownNode(Identity identity, String node, Access access) {
    return switch (access.verb()) {
      case GET, LIST, WATCH ->
          Decision.allowedIf(
              isOwn(node, access), "a node sees its own Node alone, by name or metadata.name=");
      case CREATE ->
          Decision.allowedIf(
              identity.isLauncher(), "only the launcher-agent of a node creates its Node");
      case UPDATE, PATCH, DELETE, DELETECOLLECTION ->
          Decision.denied("labels, taints, roles and unschedulable of a Node are an admin's");
    };
  }

  private Decision instances(Identity identity, String node, Access access) {
    return switch (access.verb()) {
      case LIST, WATCH ->
          Decision.allowedIf(
              demands(access, "status.binding.nodeName", node),
              "a node lists and watches instances with status.binding.nodeName=" + node + " alone");
      case GET -> Decision.allowedIf(bound(node, access), "the instance is not bound to this node");
      case UPDATE, PATCH ->
          Decision.allowedIf(
              identity.isLauncher() && bound(node, access),
              "only the launcher-agent of the node that the instance is bound to removes its"
                  + " finalizer");
      case CREATE, DELETE, DELETECOLLECTION ->
          Decision.denied("a node neither creates nor deletes instances");
    };
  }

  private Decision concentrators(Identity identity, String node, Access access) {
    return switch (access.verb()) {
      case LIST, WATCH -> {
        boolean own = demands(access, "spec.nodeNames", node);
        yield own
            ? Decision.ALLOWED
            : referred(
                node,
                access,
                "a node lists and watches concentrators with spec.nodeNames="
                    + node
                    + ", or one by name that its instances or concentrators need, alone");
      }
      case GET ->
          carries(node, access)
              ? Decision.ALLOWED
              : referred(node, access, "nothing on this node needs the concentrator");
      case UPDATE, PATCH ->
          Decision.allowedIf(
              identity.isConcentratorAgent() && carries(node, access),
              "only the cnci-agent of a node that the concentrator names removes its finalizer");
      case CREATE, DELETE, DELETECOLLECTION ->
          Decision.denied("a node neither creates nor deletes concentrators");
    };
  }

  private Decision volumes(String node, Access access) {
    return switch (access.verb()) {
      case LIST, WATCH ->
          Decision.allowedIf(
              demands(access, "status.attachment.nodeName", node),
              "a node lists and watches volumes with status.attachment.nodeName="
                  + node
                  + " alone");
      case GET -> referred(node, access, "the volume is not attached to this node");
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION ->
          Decision.denied("a node does not write volumes");
    };
  }

  private static Decision events(Access access) {
    return switch (access.verb()) {
      case CREATE, UPDATE, PATCH -> Decision.ALLOWED;
      case GET, LIST, WATCH, DELETE, DELETECOLLECTION ->
          Decision.denied("a node writes events about its own objects, and reads none");
    };
  }

  private Decision references(String node, Access access) {
    if (!REFERENCES.contains(access.resource())) {
      return Decision.denied("a node has no access to " + access.resource());
    }
    if (!access.verb().reads()) {
      return Decision.denied("a node does not write " + access.resource());
    }
    return referred(
        node,
        access,
        "a node reads "
            + access.resource()
            + " one by one, in their namespace and by exact name, that its instances refer to");
  }

  private Decision referred(String node, Access access, String otherwise) {
    String namespace = access.target().namespace();
    String name = access.name();
    return Decision.allowedIf(
        namespace != null && name != null && view.refers(node, access.resource(), namespace, name),
        otherwise);
  }

  private boolean bound(String node, Access access) {
    String namespace = access.target().namespace();
    String name = access.name();
    return namespace != null && name != null && view.bound(node, namespace, name);
  }

  private boolean carries(String node, Access access) {
    String namespace = access.target().namespace();
    String name = access.name();
    return namespace != null && name != null && view.carries(node, namespace, name);
  }

  private static boolean isOwn(String node, Access access) {
    return node.equals(access.name());
  }

  private static boolean demands(Access access, String field, String value) {
    return access.fields().requiredValue(field).equals(Optional.of(value));
  }
}
