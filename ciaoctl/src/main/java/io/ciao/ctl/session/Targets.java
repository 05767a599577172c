package io.ciao.ctl.session;

import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Understands what users write for objects: `instance web cache`, `instance/web image/tiny`,
/// `instances`, and `all` for the kinds of that category.
public final class Targets {
  private Targets() {}

  /// A kind, and the name of one object or null for all of them.
  public record Target(KindDefinition kind, @Nullable String name) {

    /// Where the kind lives on the server.
    public ResourceType type() {
      return typeOf(kind);
    }

    /// The object's key.
    ///
    /// @param tenant asked for namespaced kinds alone, and only once it is known that a name was
    ///   given: what is wrong with a command line is said before a cluster is looked for
    /// @throws UsageException if no name was given
    public ObjectKey key(Supplier<String> tenant) {
      if (name == null) {
        throw new UsageException("a name is needed: write " + kind.plural() + "/NAME");
      }
      return new ObjectKey(kind.namespaced() ? tenant.get() : null, name);
    }
  }

  /// Where a kind lives on the server.
  public static ResourceType typeOf(KindDefinition kind) {
    return new ResourceType(
        kind.group(), kind.version(), kind.plural(), kind.kind(), kind.namespaced());
  }

  /// Reads the words; at least one is needed. Of the kinds only those are loaded that it needs.
  static List<Target> parse(Supplier<KindRegistry> all, List<String> words) {
    var known = new HashMap<String, Optional<KindDefinition>>();
    return parse(
        name ->
            known
                .computeIfAbsent(name, KindRegistry::loadOne)
                .map(List::of)
                .orElseGet(() -> kinds(all.get(), name)),
        words);
  }

  /// As [#parse], where objects are meant: one word alone that is no kind is an instance's name.
  static List<Target> objects(Supplier<KindRegistry> all, List<String> words) {
    if (words.size() == 1 && words.getFirst().matches("[^/,.]+")) {
      var word = words.getFirst();
      if (KindRegistry.loadOne(word).isEmpty()
          && all.get().byAnyName(word).isEmpty()
          && ofCategory(all.get(), word).isEmpty()) {
        return parse(all, List.of("instance", word));
      }
    }
    return parse(all, words);
  }

  /// Reads the words; at least one is needed.
  public static List<Target> parse(KindRegistry kinds, List<String> words) {
    return parse(name -> kinds(kinds, name), words);
  }

  private static List<Target> parse(
      Function<String, List<KindDefinition>> kinds, List<String> words) {
    if (words.isEmpty()) {
      throw new UsageException("a kind is needed, for example: instances, or instance/web");
    }
    var targets = new ArrayList<Target>();
    if (words.getFirst().indexOf('/') >= 0) {
      for (var word : words) {
        var slash = word.indexOf('/');
        if (slash < 0) {
          throw new UsageException(
              "\"%s\" names no kind; write KIND/NAME as in the other words".formatted(word));
        }
        if (slash == word.length() - 1) {
          throw new UsageException("a name is needed after \"%s\"".formatted(word));
        }
        var kind = single(kinds, word.substring(0, slash));
        targets.add(new Target(kind, word.substring(slash + 1)));
      }
      return targets;
    }
    for (var kindName : words.getFirst().split(",", -1)) {
      if (words.size() == 1) {
        kinds.apply(kindName).forEach(kind -> targets.add(new Target(kind, null)));
      } else {
        var kind = single(kinds, kindName);
        words.subList(1, words.size()).forEach(name -> targets.add(new Target(kind, name)));
      }
    }
    return targets;
  }

  private static KindDefinition single(Function<String, List<KindDefinition>> kinds, String name) {
    var found = kinds.apply(name);
    if (found.size() > 1) {
      throw new UsageException(
          "\"%s\" are several kinds; an object has one: write instance/NAME".formatted(name));
    }
    return found.getFirst();
  }

  /// One kind, or those of a category; never none.
  private static List<KindDefinition> kinds(KindRegistry kinds, String name) {
    var one = kinds.byAnyName(name).or(() -> withGroup(kinds, name));
    if (one.isPresent()) {
      return List.of(one.get());
    }
    var several = ofCategory(kinds, name);
    if (several.isEmpty()) {
      throw unknown(kinds, name);
    }
    return several;
  }

  private static List<KindDefinition> ofCategory(KindRegistry kinds, String name) {
    return kinds.kinds().stream().filter(kind -> kind.names().categories().contains(name)).toList();
  }

  /// As `-o name` prints it: `instance.ciao.io`.
  private static Optional<KindDefinition> withGroup(KindRegistry kinds, String name) {
    var dot = name.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : kinds
            .byAnyName(name.substring(0, dot))
            .filter(kind -> kind.group().equals(name.substring(dot + 1)));
  }

  private static UsageException unknown(KindRegistry kinds, String name) {
    return new UsageException(
        "there is no kind \"%s\"; %s".formatted(name, UnknownKinds.advice(kinds, name)));
  }
}
