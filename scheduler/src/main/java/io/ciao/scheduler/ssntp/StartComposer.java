package io.ciao.scheduler.ssntp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.image.Image;
import io.ciao.api.instance.Binding;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.Concentrator;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.tenant.SSHKey;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.ssntp.CarriedObjects.Header;
import io.ciao.ssntp.payload.Requirements;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.StartExtension;
import io.ciao.ssntp.payload.StartNetworking;
import io.ciao.ssntp.payload.StartRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts together the payload of a START: the original's keys, and under `ciao` every object that a
/// start needs. No secrets are among them.
final class StartComposer {
  private static final long MIB = 1 << 20;

  private final ClusterCaches caches;

  StartComposer(ClusterCaches caches) {
    this.caches = caches;
  }

  /// An instance, what it was bound as, and what its references came to, read at one moment; null
  /// where something does not exist.
  record Sources(
      Instance instance,
      EffectiveSpec spec,
      @Nullable Image image,
      @Nullable Concentrator concentrator,
      List<SSHKey> sshKeys,
      List<SecurityGroup> groups) {

    /// Changes whenever a START has to be sent anew.
    String mark() {
      var mark = new StringBuilder(version(instance.metadata()));
      mark.append(' ').append(image == null ? "-" : version(image.metadata()));
      mark.append(' ').append(concentrator == null ? "-" : withoutMembers(concentrator));
      sshKeys.forEach(key -> mark.append(' ').append(version(key.metadata())));
      groups.forEach(group -> mark.append(' ').append(withoutMembers(group)));
      return mark.toString();
    }
  }

  private static String version(ObjectMeta metadata) {
    return Long.toString(metadata.version());
  }

  /// What a start needs of a concentrator: all but the members, whose changes come by the node's
  /// own watch.
  private static String withoutMembers(Concentrator concentrator) {
    var spec = concentrator.spec();
    return Integer.toHexString(
        java.util.Objects.hash(
            concentrator.metadata().requireUid(),
            spec.vni(),
            spec.mtu(),
            spec.topology(),
            spec.nodeNames(),
            spec.gateway(),
            spec.dns(),
            spec.fenced(),
            spec.networkCIDRs(),
            concentrator.status().active()));
  }

  /// The rules of a group: its members come and go by the node's own watch.
  private static String withoutMembers(SecurityGroup group) {
    return group.metadata().requireUid() + "/" + group.metadata().generationOrZero();
  }

  /// Empty for one whose status does not say what it was bound as: its node does not start it.
  Optional<Sources> sources(Instance instance) {
    var resolved = instance.status().resolved();
    if (resolved == null) {
      return Optional.empty();
    }
    var tenant = instance.metadata().namespace();
    var network = instance.status().network();
    var keys = new ArrayList<SSHKey>();
    for (var name : instance.spec().sshKeys()) {
      caches.sshKeys().get(new ObjectKey(tenant, name)).ifPresent(keys::add);
    }
    return Optional.of(
        new Sources(
            instance,
            EffectiveSpec.of(instance.spec(), resolved.base()),
            caches.images().get(resolved.image()).orElse(null),
            Optional.ofNullable(network)
                .flatMap(n -> caches.concentrators().get(new ObjectKey(tenant, n.concentrator())))
                .orElse(null),
            keys,
            groups(instance)));
  }

  /// Those that exist of the ones that it names, and of those that these name as peers.
  private List<SecurityGroup> groups(Instance instance) {
    var tenant = instance.metadata().namespace();
    var found = new TreeMap<String, SecurityGroup>();
    for (var name : instance.spec().securityGroups()) {
      group(tenant, name, found);
    }
    for (var own : List.copyOf(found.values())) {
      own.spec().peerGroups().forEach(name -> group(tenant, name, found));
    }
    return List.copyOf(found.values());
  }

  private void group(@Nullable String tenant, String name, Map<String, SecurityGroup> found) {
    caches
        .securityGroups()
        .get(new ObjectKey(tenant, name))
        .ifPresent(group -> found.put(name, group));
  }

  Start compose(Sources sources, Binding binding, CarriedObjects carried) {
    var objects = new ArrayList<ObjectNode>();
    objects.add(Json.toTree(sources.instance()));
    add(objects, carried, Image.KIND, sources.image());
    add(objects, carried, Concentrator.KIND, sources.concentrator());
    sources.sshKeys().forEach(key -> add(objects, carried, SSHKey.KIND, key));
    sources.groups().forEach(group -> add(objects, carried, SecurityGroup.KIND, group));
    return original(sources, new StartExtension(binding.epoch(), objects));
  }

  private static void add(
      List<ObjectNode> objects, CarriedObjects carried, String kind, @Nullable Record object) {
    if (object == null) {
      return;
    }
    var metadata = metadata(object);
    var mark =
        switch (object) {
          case Concentrator concentrator -> withoutMembers(concentrator);
          case SecurityGroup group -> withoutMembers(group);
          default -> version(metadata);
        };
    objects.add(carried.carry(new Header(kind, metadata), mark, () -> Json.toTree(object)));
  }

  private static ObjectMeta metadata(Record object) {
    return switch (object) {
      case Image image -> image.metadata();
      case Concentrator concentrator -> concentrator.metadata();
      case SSHKey key -> key.metadata();
      case SecurityGroup group -> group.metadata();
      default -> throw new IllegalStateException("START carries no " + object.getClass());
    };
  }

  /// The keys that an original launcher reads.
  private static Start original(Sources sources, StartExtension extension) {
    var instance = sources.instance();
    var spec = sources.spec();
    var namespace = instance.metadata().namespace();
    return new Start(
        namespace == null ? "" : namespace,
        instance.metadata().requireUid(),
        runtime(sources, spec),
        networking(sources),
        List.of(),
        new Requirements(
            (int) (spec.memoryBytes() / MIB), (int) spec.vcpus(), "", "", false, spec.privileged()),
        extension);
  }

  private static StartRuntime runtime(Sources sources, EffectiveSpec spec) {
    return switch (spec.runtime()) {
      case VM -> StartRuntime.vm(spec.firmware() == EffectiveSpec.Firmware.EFI ? "efi" : "legacy");
      case CONTAINER -> StartRuntime.container(dockerName(sources.image()));
    };
  }

  private static String dockerName(@Nullable Image image) {
    var source = image == null ? null : image.spec().source();
    var docker = source == null ? null : source.docker();
    return docker == null ? "" : docker.name();
  }

  private static StartNetworking networking(Sources sources) {
    InstanceNetwork network = sources.instance().status().network();
    if (network == null) {
      return StartNetworking.NONE;
    }
    var uid = sources.instance().metadata().requireUid();
    var concentrator = sources.concentrator();
    return new StartNetworking(
        new StartNetworking.Vnic(network.mac(), uid),
        concentrator == null
            ? new StartNetworking.ConcentratorRef("", "")
            : new StartNetworking.ConcentratorRef(
                concentrator.metadata().requireUid(), vtep(concentrator)),
        new StartNetworking.Subnet(network.subnet(), "", ""),
        network.address(),
        false);
  }

  private static String vtep(Concentrator concentrator) {
    var active = concentrator.status().active();
    return active == null ? "" : active.vtep();
  }
}
