package io.ciao.ctl.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.util.List;

/// Reads and writes the sets that a command line names.
final class SetAccess {
  private static final List<String> KIND = List.of("instanceset", "instancesets", "iset");

  private final Session session;

  SetAccess(Session session) {
    this.session = session;
  }

  /// The names in `web`, `instanceset/web` or `instanceset web cache`.
  static List<String> names(List<String> words) {
    var plain = words.size() > 1 && KIND.contains(words.getFirst());
    return (plain ? words.subList(1, words.size()) : words).stream().map(SetAccess::name).toList();
  }

  private static String name(String word) {
    var slash = word.indexOf('/');
    if (slash >= 0 && !KIND.contains(word.substring(0, slash).replace(".ciao.io", ""))) {
      throw new UsageException(
          "\"%s\" is no instance set; only those roll out, for example instanceset/web"
              .formatted(word));
    }
    return word.substring(slash + 1);
  }

  ObjectKey key(String name) {
    return new ObjectKey(session.namespace(), name);
  }

  ObjectNode tree(String name) {
    return session.client().get(ResourceType.INSTANCE_SETS, key(name));
  }

  InstanceSet get(String name) {
    return Json.toRecord(tree(name), InstanceSet.class);
  }

  /// Writes a part of the set, and says so after the set's name.
  void patch(String name, ObjectNode mergePatch, String said) {
    session
        .client()
        .request(
            "PATCH",
            ResourceType.INSTANCE_SETS.path(key(name)) + "?fieldManager=ciaoctl-rollout",
            HttpCalls.Body.mergePatch(mergePatch));
    session.out().println(printed(name) + " " + said);
  }

  static String printed(String name) {
    return "instanceset/" + name;
  }
}
