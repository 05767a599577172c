package io.ciao.ctl.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.ctl.session.RefusedException;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Puts a context into the text of a kubeconfig. Everything else of it stays; that is checked, and
/// what would lose something is refused. Pure.
public final class KubeconfigMerge {
  private static final List<String> LISTS = List.of("clusters", "contexts", "users");

  private KubeconfigMerge() {}

  /// Whether the merged context becomes the current one.
  public enum Current {
    /// It does.
    SET,
    /// Only if there is none.
    IF_ABSENT
  }

  /// The new text.
  ///
  /// @param file its name, for messages
  /// @param before its text, empty if it does not exist
  public static String merge(String file, String before, ContextEntries entries, Current current) {
    var config = before.isBlank() ? empty() : read(file, before);
    refuseOthers(file, config, entries);
    config.setClusters(with(config.getClusters(), entries.cluster(), e -> e.getName()));
    config.setContexts(with(config.getContexts(), entries.context(), e -> e.getName()));
    config.setUsers(with(config.getUsers(), entries.user(), e -> e.getName()));
    var none = config.getCurrentContext() == null || config.getCurrentContext().isEmpty();
    if (none || current == Current.SET) {
      config.setCurrentContext(entries.context().getName());
    }
    var after = Serialization.asYaml(config);
    requireKept(file, before, after, entries);
    return after;
  }

  private static Config empty() {
    return new ConfigBuilder().withApiVersion("v1").withKind("Config").build();
  }

  private static Config read(String file, String text) {
    try {
      return Serialization.unmarshal(text, Config.class);
    } catch (RuntimeException e) {
      throw new RefusedException("%s is no kubeconfig: %s".formatted(file, e.getMessage()));
    }
  }

  /// An entry of the same name that leads to another server is somebody else's.
  private static void refuseOthers(String file, Config config, ContextEntries entries) {
    var name = entries.cluster().getName();
    var server = entries.cluster().getCluster().getServer();
    config.getClusters().stream()
        .filter(cluster -> cluster.getName().equals(name))
        .filter(cluster -> !Objects.equals(cluster.getCluster().getServer(), server))
        .findFirst()
        .ifPresent(
            cluster -> {
              throw new RefusedException(
                  "%s has a cluster \"%s\" already, at %s; choose another name with --name"
                      .formatted(file, name, cluster.getCluster().getServer()));
            });
  }

  /// The list with the entry in the place of the one of its name, or at the end.
  private static <T> List<T> with(List<T> list, T entry, Function<T, String> name) {
    var result = new ArrayList<>(list);
    for (var i = 0; i < result.size(); i++) {
      if (name.apply(result.get(i)).equals(name.apply(entry))) {
        result.set(i, entry);
        return result;
      }
    }
    result.add(entry);
    return result;
  }

  private static void requireKept(
      String file, String before, String after, ContextEntries entries) {
    if (before.isBlank()) {
      return;
    }
    try {
      var old = tree(before);
      var fresh = tree(after);
      for (var field : old.properties()) {
        var name = field.getKey();
        var kept =
            name.equals("current-context")
                || (LISTS.contains(name)
                    ? keeps(field.getValue(), fresh.path(name), names(entries))
                    : same(field.getValue(), fresh.get(name)));
        if (!kept) {
          throw new RefusedException(
              "%s: \"%s\" could not be kept as it is; the file was not touched. Print the entries with ciaoctl kubeconfig and merge them with kubectl"
                  .formatted(file, name));
        }
      }
    } catch (UnreadableObjectException e) {
      throw new RefusedException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private static List<String> names(ContextEntries entries) {
    return List.of(
        entries.cluster().getName(), entries.context().getName(), entries.user().getName());
  }

  /// Whether every entry of the list, but those replaced, is in the other as it was.
  private static boolean keeps(JsonNode before, JsonNode after, List<String> replaced) {
    for (var entry : before) {
      if (replaced.contains(entry.path("name").asText())) {
        continue;
      }
      var found = false;
      for (var other : after) {
        found |= same(entry, other);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /// Equal, where absent, null and empty are the same.
  private static boolean same(JsonNode before, @org.jspecify.annotations.Nullable JsonNode after) {
    var fresh = after == null ? Json.object() : after;
    if (before.isNull() || (before.isContainerNode() && before.isEmpty())) {
      return fresh.isNull() || fresh.isEmpty();
    }
    if (before.isArray()) {
      if (before.size() != fresh.size()) {
        return false;
      }
      for (var i = 0; i < before.size(); i++) {
        if (!same(before.get(i), fresh.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (before instanceof ObjectNode map) {
      return map.properties().stream()
          .allMatch(field -> same(field.getValue(), fresh.get(field.getKey())));
    }
    return before.equals(fresh);
  }

  private static ObjectNode tree(String text) {
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
  }
}
