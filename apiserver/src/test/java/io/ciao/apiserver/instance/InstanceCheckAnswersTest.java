package io.ciao.apiserver.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.ssntp.frame.Role;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the store has to say of copies that a node asks about.
final class InstanceCheckAnswersTest {
  private static final Identity NODE =
      new Identity("system:node:n1", Set.of(Identity.NODES), Set.of(Role.AGENT), "");
  private static final ResourceKey WEB = ResourceKey.namespaced("instances", "team", "web");
  private static final ResourceKey OTHER = ResourceKey.namespaced("instances", "team", "other");
  private static final ResourceKey DISK = ResourceKey.namespaced("volumes", "team", "disk");

  private final MemoryRegistry world = new MemoryRegistry();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aCopyIsLookedUpByItsNameFirstAndThenByItsUid() {
    put(WEB, bound("web", "u1"));

    assertThat(answer(world.store(), "web", "u1")).isEqualTo("Current");
    assertThat(answer(world.store(), "other", "u1")).isEqualTo("Current");
    assertThat(answer(world.store(), "web", "u2")).as("another of its name").isEqualTo("Gone");

    ObjectNode copiedByHand = bound("other", "u1");
    copiedByHand.remove("status");
    put(OTHER, copiedByHand);
    assertThat(answer(world.store(), "web", "u1")).isEqualTo("Current");
  }

  @Test
  void nothingIsGoneWhileAnInstanceCannotBeRead() {
    world.store().putByHand(DISK.etcdKey(), "garbage");
    assertThat(answer(world.store(), "web", "u1")).isEqualTo("Gone");

    put(OTHER, bound("other", "u2"));
    world.store().putByHand(OTHER.etcdKey(), "garbage");
    assertThat(answer(world.store(), "web", "u1")).as("its last good version").isEqualTo("Gone");

    world.store().putByHand(WEB.etcdKey(), "garbage");
    assertThat(answer(world.store(), "web", "u1")).isEqualTo("Unreadable");
  }

  @Test
  void aCopyIsNotGoneBecauseTheCacheIsBehind() {
    FixedStore store = new FixedStore();
    store.fallBehind();
    store.put(WEB, bound("web", "u1"));

    assertThat(answer(store, "web", "u1")).isEqualTo("Current");
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    assertThatThrownBy(() -> check(world.store(), "items: [{namespace: team, name: web}]"))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("items[0].uid: a text is needed");
  }

  private void put(ResourceKey key, ObjectNode instance) {
    world.store().putByHand(key.etcdKey(), Json.writeText(instance));
  }

  private static ObjectNode bound(String name, String uid) {
    ObjectNode instance = Instances.bound();
    ((ObjectNode) instance.path("metadata")).put("name", name).put("uid", uid);
    return instance;
  }

  private static String answer(ResourceStore store, String name, String uid) {
    ObjectNode answer =
        check(
            store,
            "items: [{namespace: team, name: %s, uid: %s, epoch: %d}]"
                .formatted(name, uid, Instances.EPOCH));
    assertThat(answer.at("/items/0/uid").asText()).isEqualTo(uid);
    return answer.at("/items/0/answer").asText();
  }

  private static ObjectNode check(ResourceStore store, String body) {
    ObjectNode tree = ObjectReader.readOne(body.getBytes(StandardCharsets.UTF_8));
    return new InstanceCheck(store).check(tree, NODE);
  }
}
