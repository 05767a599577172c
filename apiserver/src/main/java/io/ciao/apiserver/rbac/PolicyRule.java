package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.List;

/// One rule of a role: all of these verbs on all of these things. Pure.
///
/// @param verbs lower case; `*` is all
/// @param groups empty text is the core group; `*` is all
/// @param resources plurals, `instances/log`, `*/status`, `instances:bind`; `*` is all
/// @param names the only objects it is about; none means all
/// @param paths outside of the resources; a `*` at the end stands for anything
public record PolicyRule(
    List<String> verbs,
    List<String> groups,
    List<String> resources,
    List<String> names,
    List<String> paths) {
  private static final String ALL = "*";

  /// Everything there is.
  public static final PolicyRule EVERYTHING =
      new PolicyRule(List.of(ALL), List.of(ALL), List.of(ALL), List.of(), List.of());

  /// Every path.
  public static final PolicyRule EVERY_PATH =
      new PolicyRule(List.of(ALL), List.of(), List.of(), List.of(), List.of(ALL));

  public PolicyRule {
    verbs = List.copyOf(verbs);
    groups = List.copyOf(groups);
    resources = List.copyOf(resources);
    names = List.copyOf(names);
    paths = List.copyOf(paths);
  }

  /// The rules of a Role or ClusterRole.
  static List<PolicyRule> of(JsonNode role) {
    List<PolicyRule> rules = new ArrayList<>();
    for (JsonNode rule : role.path("rules")) {
      rules.add(
          new PolicyRule(
              ObjectTree.texts(rule.path("verbs")),
              ObjectTree.texts(rule.path("apiGroups")),
              ObjectTree.texts(rule.path("resources")),
              ObjectTree.texts(rule.path("resourceNames")),
              ObjectTree.texts(rule.path("nonResourceURLs"))));
    }
    return List.copyOf(rules);
  }

  /// As roles and reviews write it.
  public ObjectNode toTree() {
    ObjectNode tree = Json.object();
    put(tree, "verbs", verbs);
    put(tree, "apiGroups", groups);
    put(tree, "resources", resources);
    put(tree, "resourceNames", names);
    put(tree, "nonResourceURLs", paths);
    return tree;
  }

  private static void put(ObjectNode tree, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode list = tree.putArray(field);
      texts.forEach(list::add);
    }
  }

  /// Whether the rule is about resources; else it is about paths.
  public boolean aboutResources() {
    return !resources.isEmpty();
  }

  public boolean permits(Attributes wanted) {
    return switch (wanted) {
      case Attributes.OfResource of ->
          any(verbs, of.verb())
              && any(groups, of.group())
              && permitsResource(of.what(), of.subresource())
              && (names.isEmpty() || names.contains(of.name()));
      case Attributes.OfPath(String verb, String path) -> any(verbs, verb) && permitsPath(path);
    };
  }

  private boolean permitsResource(String what, String subresource) {
    return any(resources, what)
        || (!subresource.isEmpty() && resources.contains("*/" + subresource));
  }

  private boolean permitsPath(String path) {
    for (String own : paths) {
      boolean prefix = own.endsWith(ALL) && path.startsWith(own.substring(0, own.length() - 1));
      if (prefix || own.equals(path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(List<String> own, String wanted) {
    return own.contains(ALL) || own.contains(wanted);
  }

  /// The rule taken apart into rules of one verb, one group, one resource and one name each. Their
  /// union is the rule.
  List<PolicyRule> parts() {
    List<PolicyRule> parts = new ArrayList<>();
    for (String verb : verbs) {
      for (String path : paths) {
        parts.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
      }
      for (String group : groups) {
        for (String resource : resources) {
          addNamed(parts, verb, group, resource);
        }
      }
    }
    return parts;
  }

  private void addNamed(List<PolicyRule> parts, String verb, String group, String resource) {
    List<List<String>> each =
        names.isEmpty() ? List.of(List.of()) : names.stream().map(List::of).toList();
    for (List<String> name : each) {
      parts.add(new PolicyRule(List.of(verb), List.of(group), List.of(resource), name, List.of()));
    }
  }

  /// Whether this rule allows all that a [#parts] of another allows.
  boolean covers(PolicyRule part) {
    if (!any(verbs, part.verbs.getFirst())) {
      return false;
    }
    if (!part.aboutResources()) {
      return coversPath(part.paths.getFirst());
    }
    String resource = part.resources.getFirst();
    int slash = resource.indexOf('/');
    String subresource = slash < 0 ? "" : resource.substring(slash + 1);
    return any(groups, part.groups.getFirst())
        && permitsResource(resource, subresource)
        && (names.isEmpty() || (!part.names.isEmpty() && names.containsAll(part.names)));
  }

  /// A wished `/x/*` is covered by the same, and by what is shorter; the star is a letter like any.
  private boolean coversPath(String path) {
    return permitsPath(path);
  }

  /// `get,list instances.ciao.io`, for messages.
  @Override
  public String toString() {
    String what =
        aboutResources()
            ? String.join(",", resources) + " in group " + String.join(",", quoted(groups))
            : String.join(",", paths);
    String which = names.isEmpty() ? "" : " named " + String.join(",", names);
    return String.join(",", verbs) + " " + what + which;
  }

  private static List<String> quoted(List<String> groups) {
    return groups.stream().map(group -> "\"" + group + "\"").toList();
  }
}
