package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// All kinds that the system knows. Immutable; safe for many threads.
public final class KindRegistry {
  private final List<KindDefinition> kinds;
  private final Map<String, KindDefinition> byName = new HashMap<>();

  private KindRegistry(List<KindDefinition> definitions) {
    kinds =
        definitions.stream()
            .sorted(
                Comparator.comparing(KindDefinition::groupVersion)
                    .thenComparing(KindDefinition::plural))
            .toList();
    for (var definition : kinds) {
      claim(definition.plural(), definition);
      claim(definition.groupResource(), definition);
      claim(definition.names().singular(), definition);
      claim(definition.kind().toLowerCase(Locale.ROOT), definition);
      definition.names().shortNames().forEach(name -> claim(name, definition));
    }
  }

  private void claim(String name, KindDefinition definition) {
    var other = byName.putIfAbsent(name, definition);
    if (other != null && !other.groupResource().equals(definition.groupResource())) {
      throw new DefinitionException(
          definition.groupResource(),
          "the name \"" + name + "\" is taken by " + other.groupResource());
    }
  }

  /// Reads the CRD files that this program carries.
  ///
  /// @throws DefinitionException if one of them cannot be used
  public static KindRegistry load() {
    return of(CrdResources.read());
  }

  /// Reads the CRD file of one kind alone, its schema only when that is asked for: for programs
  /// that run for a moment and need no other. Files are named after the plural.
  ///
  /// @param name a plural or singular; with other names the kind is not found, though it may exist
  public static Optional<KindDefinition> loadOne(String name) {
    if (!name.matches("[a-z]{1,63}")) {
      return Optional.empty();
    }
    for (var file : List.of(name + ".yaml", name + "s.yaml")) {
      var found =
          CrdResources.readOne(file)
              .map(text -> head(file, text))
              .filter(kind -> kind.plural().equals(name) || kind.names().singular().equals(name));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static KindDefinition head(String file, byte[] text) {
    var crd = CrdResources.parse(file, CrdResources.withoutSchema(text));
    return new CrdReader(file, crd)
        .read(KindBody.later(() -> new CrdReader(file, CrdResources.parse(file, text)).read()));
  }

  /// Makes a registry of these CRDs; the key of each (a file name) stands in messages.
  ///
  /// @throws DefinitionException if one of them cannot be used
  public static KindRegistry of(Map<String, ObjectNode> crds) {
    var definitions = new ArrayList<KindDefinition>();
    crds.forEach((source, crd) -> definitions.add(new CrdReader(source, crd).read()));
    return new KindRegistry(definitions);
  }

  /// All kinds, core ones first, then by group, version and plural.
  public List<KindDefinition> kinds() {
    return kinds;
  }

  /// The kinds of one group and version, by plural.
  public List<KindDefinition> kinds(GroupVersion groupVersion) {
    return kinds.stream().filter(kind -> kind.groupVersion().equals(groupVersion)).toList();
  }

  /// Every group and version that has kinds, the core group first.
  public List<GroupVersion> groupVersions() {
    return kinds.stream().map(KindDefinition::groupVersion).distinct().sorted().toList();
  }

  /// The kind that is served at this place of the URL space.
  public Optional<KindDefinition> byResource(GroupVersion groupVersion, String plural) {
    return byPlural(plural).filter(kind -> kind.groupVersion().equals(groupVersion));
  }

  /// The kind that an object's `apiVersion` and `kind` name.
  public Optional<KindDefinition> byKind(String apiVersion, String kind) {
    return byKind(kind).filter(found -> found.apiVersion().equals(apiVersion));
  }

  /// By exact kind: `Instance`.
  public Optional<KindDefinition> byKind(String kind) {
    return Optional.ofNullable(byName.get(kind.toLowerCase(Locale.ROOT)))
        .filter(found -> found.kind().equals(kind));
  }

  /// By plural, the resource in keys and URLs: `instances`.
  public Optional<KindDefinition> byPlural(String plural) {
    return Optional.ofNullable(byName.get(plural)).filter(found -> found.plural().equals(plural));
  }

  /// By whatever a person types: plural, singular, kind, short name, with or without the group, in
  /// any case.
  public Optional<KindDefinition> byAnyName(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The kind of this name, for code that knows it exists.
  ///
  /// @throws IllegalStateException if it does not
  public KindDefinition require(String kind) {
    return byKind(kind)
        .orElseThrow(() -> new IllegalStateException("no CRD describes the kind " + kind));
  }
}
