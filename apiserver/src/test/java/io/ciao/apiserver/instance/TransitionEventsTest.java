package io.ciao.apiserver.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.registry.Identifiers;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceKey;
import io.ciao.store.Selection;
import io.ciao.store.StoredForm;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What Events of instances cost: nothing but their own bytes.
final class TransitionEventsTest {
  private static final Identity SCHEDULER =
      new Identity("system:scheduler", Set.of(Identity.ADMINS), Set.of(), "");

  private final MemoryRegistry world = new MemoryRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final InstanceBatches batches =
      new InstanceBatches(
          world.store(),
          new WriteLoop(world.store()),
          world.clock(),
          world.kinds().require("Instance"),
          new TransitionEvents(
              world.store(),
              new Identifiers(new SplittableRandom(2))::uid,
              world.kinds().require("Event"),
              nanos::get),
          _ -> {});

  TransitionEventsTest() throws Exception {
    world.create("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: team}");
    world.create(
        "apiVersion: ciao.io/v1\nkind: Image\nmetadata: {name: tiny, namespace: team}\n"
            + "spec: {format: docker, source: {docker: {name: x}}}");
    ObjectNode node = Json.object().put("apiVersion", "ciao.io/v1").put("kind", "Node");
    node.putObject("metadata").put("name", "n1").put("uid", "n1-uid").put("generation", 1);
    node.putObject("status").putObject("member").put("state", "Member").put("incarnation", 7);
    world
        .store()
        .commit(
            Transaction.of(
                new Change.Create(ResourceKey.cluster("nodes", "n1"), StoredForm.of(node)),
                new Change.PutSystem(SystemKeys.member("n1"), "Member(7)", Expected.absent())));
  }

  @AfterEach
  void close() {
    batches.close();
    world.close();
  }

  @Test
  void aLifeIsToldInTheTransactionsThatAreWrittenAnyway() throws Exception {
    List<JsonNode> one = made(1, 0);
    int before = world.store().commits();

    bind(one);
    report(one, 1, "Running");
    report(one, 2, "Stopped");
    report(one, 3, "Running");

    assertThat(world.store().commits() - before).isEqualTo(4);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "Scheduled 1 bound to node n1",
            "Started 2 started on node n1",
            "Stopped 1 stopped on node n1, as wished");
  }

  @Test
  void ofManyThatStartAtOnceATenantReadsOfTheFirst() throws Exception {
    List<JsonNode> many = made(200, 1);
    int before = world.store().commits();

    bind(many);
    report(many, 1, "Running");

    assertThat(told()).hasSize(60);
    // Binds of one tenant share their transactions; a report has one of its own.
    assertThat(world.store().commits() - before).isLessThanOrEqualTo(400);
  }

  @Test
  void whoHadItsShareReadsAgainWithTime() throws Exception {
    List<JsonNode> many = made(61, 1);
    bind(many);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    report(many, 1, "Running");

    assertThat(told()).hasSize(62);
  }

  @Test
  void eachIsAnObjectLikeAnyOther() throws Exception {
    bind(made(1, 0));

    JsonNode event = events().getFirst().tree();
    assertThat(event.at("/involvedObject/uid").asText()).isEqualTo(get("i0").uid());
    assertThat(event.at("/source").toString()).isEqualTo("{\"component\":\"ciao-scheduler\"}");
    assertThat(event.at("/metadata/uid").asText()).hasSize(36);
    assertThat(event.at("/metadata/managedFields/0/manager").asText()).isEqualTo("ciao-apiserver");
  }

  private List<JsonNode> made(int count, int from) {
    List<JsonNode> made = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      world.create(
          "apiVersion: ciao.io/v1\nkind: Instance\nmetadata: {name: i"
              + i
              + ", namespace: team}\nspec: {image: tiny}");
      made.add(get("i" + i).tree());
    }
    return made;
  }

  private void bind(List<JsonNode> instances) throws Exception {
    run(
        instances,
        (of, item) -> item.put("generation", 1L).put("nodeName", "n1").put("nodeUID", "n1-uid"),
        body -> batches.bind(body, List.of(), false));
  }

  private void report(List<JsonNode> instances, long seq, String state) throws Exception {
    run(
        instances,
        (of, item) -> {
          ObjectNode report = item.put("node", "n1").putObject("report");
          report.put("epoch", of.at("/status/binding/epoch").asLong());
          report.put("incarnation", 7L).put("seq", seq);
          report.putObject("facts").put("state", state).put("generation", 1L);
        },
        body -> batches.status(body, SCHEDULER, List.of()));
  }

  private interface Batch {
    ObjectNode run(ObjectNode body) throws InterruptedException;
  }

  private void run(List<JsonNode> instances, BiConsumer<JsonNode, ObjectNode> complete, Batch batch)
      throws InterruptedException {
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    for (JsonNode instance : instances) {
      JsonNode now = get(ObjectTree.name(instance)).tree();
      ObjectNode item = items.addObject().put("namespace", "team");
      item.put("name", ObjectTree.name(now)).put("uid", ObjectTree.uid(now));
      complete.accept(now, item);
    }
    batch
        .run(body)
        .path("items")
        .forEach(a -> assertThat(a.path("code").asInt()).as(a.toString()).isEqualTo(200));
  }

  private StoredObject get(String name) {
    return world.get(ResourceKey.namespaced("instances", "team", name)).orElseThrow();
  }

  private List<StoredObject> events() {
    return world.store().list(Selection.of("events")).objects();
  }

  private List<String> told() {
    return events().stream()
        .map(StoredObject::tree)
        .map(
            e ->
                e.path("reason").asText()
                    + " "
                    + e.path("count").asLong()
                    + " "
                    + e.path("message").asText())
        .toList();
  }
}
