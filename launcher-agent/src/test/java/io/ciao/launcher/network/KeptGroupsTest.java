package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.linux.process.ManagedProcess;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptGroupsTest {
  private static final ObjectKey SUBNET = new ObjectKey("t1", "net");

  private final KeptObjects kept =
      new KeptObjects(Optional.empty(), InstantSource.fixed(Instant.EPOCH));
  private final Map<Watched, Long> gone = new HashMap<>();
  private final KeptGroups groups =
      new KeptGroups(kept, (object, version) -> gone.getOrDefault(object, -1L) >= version);

  private void keep(String kind, String name, long version, String spec) {
    var yaml =
        """
        apiVersion: ciao.io/v1
        kind: %s
        metadata: {namespace: t1, name: %s, uid: u-%s, resourceVersion: "%d"}
        spec: %s
        """
            .formatted(kind, name, name, version, spec);
    kept.offer(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), Source.API);
  }

  private static PortRequest port(String uid) {
    var nic =
        new Nic("t1/net", "172.16.0.2", 24, "m", "172.16.0.1", 1450, new Nic.Dns("", List.of()));
    return new PortRequest(uid, nic, new PortTarget.Tap("t", new ManagedProcess(7, 7)));
  }

  private static Watched watched(String name) {
    return new Watched(KeptKind.SECURITY_GROUP, new ObjectKey("t1", name));
  }

  private SubnetGroups read() {
    return groups.of(SUBNET, List.of(port("u-a"), port("u-none")));
  }

  @Test
  void groupsOfPortsAndTheirPeersAreWatchedKnownOrNot() {
    keep("Instance", "a", 1, "{securityGroups: [web, absent]}");
    keep("SecurityGroup", "web", 2, "{ingress: [{peers: [{securityGroup: db}]}]}");
    keep("SecurityGroup", "db", 3, "{ingress: [{peers: [{securityGroup: far}]}]}");

    assertThat(groups.wanted(List.of(port("u-a"), port("u-none"))))
        .containsExactlyInAnyOrder(watched("web"), watched("absent"), watched("db"));
    assertThat(read().named()).isEqualTo(Map.of("u-a", List.of("web", "absent")));
    assertThat(read().known()).containsOnlyKeys("web", "db");
  }

  @Test
  void aNewVersionIsReadAnew() {
    keep("Instance", "a", 1, "{securityGroups: [web]}");
    keep("SecurityGroup", "web", 2, "{}");
    assertThat(read().known().get("web").spec().ingress()).isEmpty();
    groups.wanted(List.of(port("u-a")));

    keep("SecurityGroup", "web", 3, "{ingress: [{}]}");
    keep("Instance", "a", 4, "{securityGroups: [db]}");

    assertThat(groups.wanted(List.of(port("u-a")))).containsExactly(watched("db"));
    assertThat(read().named()).isEqualTo(Map.of("u-a", List.of("db")));
    keep("Instance", "a", 5, "{securityGroups: [web]}");
    assertThat(read().known().get("web").spec().ingress()).hasSize(1);
  }

  @Test
  void whatTheApiSaysIsGoneIsNotKnownUnlessSomethingNewerCame() {
    keep("Instance", "a", 1, "{securityGroups: [web]}");
    keep("SecurityGroup", "web", 7, "{}");
    gone.put(watched("web"), 6L);
    assertThat(read().known()).containsOnlyKeys("web");

    gone.put(watched("web"), 7L);
    assertThat(read()).isEqualTo(new SubnetGroups(read().named(), Map.of(), Set.of("u-web")));
  }
}
