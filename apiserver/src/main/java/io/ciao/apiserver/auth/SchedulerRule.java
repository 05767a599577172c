package io.ciao.apiserver.auth;

import io.ciao.apiserver.request.Verb;
import java.util.Set;

/// What a scheduler may do until RBAC says it: read everything; bind, unbind and report; write
/// concentrators, events, and the status of nodes and tenant networks; remove the finalizers of
/// unbound instances.
final class SchedulerRule {
  private static final Set<String> ACTIONS = Set.of("bind", "unbind", "status");
  private static final Set<String> STATUS_OF = Set.of("nodes", "tenantnetworks", "concentrators");

  private SchedulerRule() {}

  static Decision decide(Access access) {
    if (access.verb().reads() && access.subresource().isEmpty()) {
      return Decision.ALLOWED;
    }
    if (!access.action().isEmpty()) {
      return Decision.allowedIf(
          access.resource().equals("instances") && ACTIONS.contains(access.action()),
          "of instances, a scheduler calls :bind, :unbind and :status alone");
    }
    return access.subresource().isEmpty() ? object(access) : subresource(access);
  }

  private static Decision object(Access access) {
    boolean changes = access.verb() == Verb.UPDATE || access.verb() == Verb.PATCH;
    return switch (access.resource()) {
      case "concentrators", "events" ->
          Decision.allowedIf(
              access.verb() != Verb.DELETECOLLECTION, "a scheduler deletes one by one");
      case "instances" ->
          Decision.allowedIf(
              changes, "a scheduler changes instances alone, and of those the finalizers");
      default ->
          Decision.denied(
              "a scheduler writes concentrators and events, and the finalizers of instances");
    };
  }

  private static Decision subresource(Access access) {
    boolean statusWrite =
        access.subresource().equals("status")
            && (access.verb() == Verb.UPDATE
                || access.verb() == Verb.PATCH
                || access.verb() == Verb.GET);
    return Decision.allowedIf(
        statusWrite && STATUS_OF.contains(access.resource()),
        "a scheduler writes the status of nodes, tenantnetworks and concentrators alone");
  }
}
