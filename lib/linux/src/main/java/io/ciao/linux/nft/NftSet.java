package io.ciao.linux.nft;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A set, or a map if it has a value type.
///
/// @param keyTypes nft's names of the key's parts, at least one: `ifname`, `ether_addr`
/// @param valueType nft's name of the value's type, null for a set
/// @param elements key, its parts joined by ` . `, to value; the value is empty in a set
/// @param forgetsSeconds not 0 for a set that rules fill: how long an element stays that no packet
///   renews. Its elements are the kernel's and not compared
public record NftSet(
    String name,
    List<String> keyTypes,
    @Nullable String valueType,
    SortedMap<String, String> elements,
    long forgetsSeconds) {
  static final String SEPARATOR = " . ";

  public NftSet {
    keyTypes = List.copyOf(keyTypes);
    elements = Collections.unmodifiableSortedMap(new TreeMap<>(elements));
  }

  /// A set whose elements are lists of as many parts as there are types.
  public static NftSet of(String name, List<String> keyTypes, Collection<List<String>> keys) {
    var elements = new TreeMap<String, String>();
    for (var parts : keys) {
      elements.put(String.join(SEPARATOR, parts), "");
    }
    return new NftSet(name, keyTypes, null, elements, 0);
  }

  public static NftSet map(
      String name, String keyType, String valueType, SortedMap<String, String> elements) {
    return new NftSet(name, List.of(keyType), valueType, elements, 0);
  }

  /// A set that rules fill, such as with a limit for each key.
  public static NftSet filled(String name, String keyType, long forgetsSeconds) {
    return new NftSet(name, List.of(keyType), null, new TreeMap<>(), forgetsSeconds);
  }
}
