package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.security.SecurityGroup;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.network.KeptWatches.Watched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads from the kept objects which security groups ports have and what those say. What a version
/// said is remembered: every pass asks for all of them.
///
/// Confined to the network's pass loop.
final class KeptGroups {
  private final KeptObjects kept;
  private final BiPredicate<Watched, Long> gone;
  private Map<String, Read<List<String>>> names = new HashMap<>();
  private Map<String, Read<SecurityGroup>> groups = new HashMap<>();

  private record Read<T>(long version, T value) {}

  /// @param gone whether the API says that an object was no more at that version or later
  KeptGroups(KeptObjects kept, BiPredicate<Watched, Long> gone) {
    this.kept = kept;
    this.gone = gone;
  }

  /// The groups that ports have, and those that these name as peers.
  ///
  /// @param ports all on this node; what is remembered of others is dropped
  Set<Watched> wanted(Collection<PortRequest> ports) {
    var wanted = new HashSet<Watched>();
    var namesInUse = new HashMap<String, Read<List<String>>>();
    for (var port : ports) {
      for (var name : named(port.uid()).orElse(List.of())) {
        var key = new ObjectKey(port.subnet().namespace(), name);
        wanted.add(watched(key));
        group(key).ifPresent(group -> wanted.addAll(peers(key, group)));
      }
      var read = names.get(port.uid());
      if (read != null) {
        namesInUse.put(port.uid(), read);
      }
    }
    names = namesInUse;
    groups = groupsOf(wanted);
    return wanted;
  }

  private Map<String, Read<SecurityGroup>> groupsOf(Set<Watched> wanted) {
    var inUse = new HashMap<String, Read<SecurityGroup>>();
    for (var object : wanted) {
      for (var uid : kept.uids(KeptKind.SECURITY_GROUP, object.key())) {
        var read = groups.get(uid);
        if (read != null) {
          inUse.put(uid, read);
        }
      }
    }
    return inUse;
  }

  /// What is known of the groups of these ports of one subnet.
  SubnetGroups of(ObjectKey subnet, List<PortRequest> ports) {
    var named = new HashMap<String, List<String>>();
    var known = new HashMap<String, SecurityGroup>();
    var goneUids = new HashSet<String>();
    for (var port : ports) {
      named(port.uid()).ifPresent(names -> named.put(port.uid(), names));
    }
    var asked = new ArrayList<String>();
    named.values().forEach(asked::addAll);
    for (var name : Set.copyOf(asked)) {
      look(new ObjectKey(subnet.namespace(), name), known, goneUids)
          .ifPresent(
              group ->
                  group
                      .spec()
                      .peerGroups()
                      .forEach(
                          peer -> look(new ObjectKey(subnet.namespace(), peer), known, goneUids)));
    }
    return new SubnetGroups(named, known, goneUids);
  }

  private Optional<SecurityGroup> look(
      ObjectKey key, Map<String, SecurityGroup> known, Set<String> goneUids) {
    var object = kept.byKey(KeptKind.SECURITY_GROUP, key);
    if (object.isPresent() && gone.test(watched(key), object.get().version())) {
      goneUids.addAll(kept.uids(KeptKind.SECURITY_GROUP, key));
      return Optional.empty();
    }
    var group = group(key);
    group.ifPresent(found -> known.put(key.name(), found));
    return group;
  }

  private static Watched watched(ObjectKey key) {
    return new Watched(KeptKind.SECURITY_GROUP, key);
  }

  private static Set<Watched> peers(ObjectKey key, SecurityGroup group) {
    var peers = new HashSet<Watched>();
    for (var name : group.spec().peerGroups()) {
      peers.add(watched(new ObjectKey(key.namespace(), name)));
    }
    return peers;
  }

  /// The names of an instance's groups; empty if nothing is kept of it.
  Optional<List<String>> named(String instanceUid) {
    return kept.byUid(KeptKind.INSTANCE, instanceUid)
        .map(object -> read(names, object, KeptGroups::names));
  }

  private Optional<SecurityGroup> group(ObjectKey key) {
    return kept.byKey(KeptKind.SECURITY_GROUP, key)
        .map(object -> read(groups, object, found -> found.as(SecurityGroup.class)));
  }

  /// The names of the groups that an instance has.
  static List<String> names(Kept instance) {
    var names = new ArrayList<String>();
    instance.tree().path("spec").path("securityGroups").forEach(name -> names.add(name.asText()));
    return List.copyOf(names);
  }

  private static <T> T read(Map<String, Read<T>> memory, Kept object, Function<Kept, T> reader) {
    @Nullable Read<T> before = memory.get(object.uid());
    if (before != null && before.version() == object.version()) {
      return before.value();
    }
    var value = reader.apply(object);
    memory.put(object.uid(), new Read<>(object.version(), value));
    return value;
  }
}
