package io.ciao.api.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.testkit.Gen;
import java.util.List;
import java.util.function.Consumer;

/// Objects of [OwnedKind] whose values come from so few that writers meet.
final class GeneratedThings {
  private final Gen gen;

  GeneratedThings(Gen gen) {
    this.gen = gen;
  }

  /// An object with anything in it.
  ObjectNode whole() {
    ObjectNode thing = part();
    if (!thing.has("spec")) {
      thing.putObject("spec");
    }
    thing.set("status", statusOf());
    return thing;
  }

  /// Some fields, as an applier names them.
  ObjectNode part() {
    ObjectNode thing = OwnedKind.thing();
    sometimes(
        3,
        _ -> {
          ObjectNode labels = thing.withObject("/metadata").putObject("labels");
          some("a", "b", "c").forEach(key -> labels.put(key, gen.pick("x", "y")));
        });
    if (gen.oneIn(12)) {
      return thing;
    }
    ObjectNode spec = thing.putObject("spec");
    sometimes(2, _ -> spec.put("image", gen.pick("a", "b")));
    sometimes(3, _ -> spec.put("replicas", gen.between(0, 2)));
    sometimes(3, _ -> spec.set("resources", resources()));
    sometimes(2, _ -> env(spec));
    sometimes(4, _ -> ports(spec));
    sometimes(
        3,
        _ -> {
          var tags = spec.putArray("tags");
          some("s", "t", "u", "v").forEach(tags::add);
        });
    sometimes(4, _ -> spec.putObject("box").put(gen.pick("a", "b"), gen.pick("x", "y")));
    sometimes(4, _ -> spec.putArray("raw").add(gen.pick("x", "y")));
    sometimes(3, _ -> parts(spec));
    sometimes(4, _ -> open(spec));
    return thing;
  }

  /// The object with some of its main fields those of another one.
  ///
  /// @param whole whether fields that the other lacks go too
  ObjectNode changed(ObjectNode object, boolean whole) {
    ObjectNode next = object.deepCopy();
    ObjectNode other = whole().withObject("/spec");
    ObjectNode spec = next.withObject("/spec");
    for (String field : List.of("image", "replicas", "resources", "env", "ports", "tags")) {
      mix(spec, other, field, whole);
    }
    for (String field : List.of("box", "raw", "parts", "open")) {
      mix(spec, other, field, whole);
    }
    if (gen.oneIn(3)) {
      ObjectNode labels = next.withObject("/metadata").putObject("labels");
      some("a", "b").forEach(key -> labels.put(key, gen.pick("x", "y")));
    }
    return next;
  }

  private void mix(ObjectNode spec, ObjectNode other, String field, boolean whole) {
    if (gen.coin()) {
      return;
    }
    if (other.has(field)) {
      spec.set(field, other.get(field));
    } else if (whole) {
      spec.remove(field);
    }
  }

  /// The object with another status.
  ObjectNode status(ObjectNode object) {
    ObjectNode next = object.deepCopy();
    next.set("status", statusOf());
    return next;
  }

  private ObjectNode statusOf() {
    ObjectNode status = Json.object();
    sometimes(2, _ -> status.put("phase", gen.pick("Up", "Down")));
    sometimes(
        2,
        _ -> {
          var conditions = status.putArray("conditions");
          some("A", "B")
              .forEach(
                  type ->
                      conditions
                          .addObject()
                          .put("type", type)
                          .put("status", gen.pick("True", "False")));
        });
    return status;
  }

  private ObjectNode resources() {
    ObjectNode resources = Json.object();
    sometimes(2, _ -> resources.put("vcpus", gen.between(1, 2)));
    sometimes(2, _ -> resources.put("memory", gen.pick("1Mi", "2Mi")));
    return resources;
  }

  private void env(ObjectNode spec) {
    var env = spec.putArray("env");
    for (String name : some("p", "q", "r")) {
      ObjectNode item = env.addObject().put("name", name);
      sometimes(2, _ -> item.put("value", gen.pick("x", "y")));
      sometimes(3, _ -> item.put("note", gen.pick("x", "y")));
    }
  }

  private void ports(ObjectNode spec) {
    var ports = spec.putArray("ports");
    for (String name : some("80/TCP", "80/UDP", "81/TCP")) {
      ObjectNode item = ports.addObject().put("port", Integer.parseInt(name.substring(0, 2)));
      if (name.endsWith("UDP") || gen.coin()) {
        item.put("protocol", name.substring(3));
      }
      sometimes(2, _ -> item.put("name", gen.pick("x", "y")));
    }
  }

  private void parts(ObjectNode spec) {
    ObjectNode parts = spec.putObject("parts");
    for (String key : some("p", "q")) {
      ObjectNode part = parts.putObject(key);
      sometimes(2, _ -> part.put("size", gen.between(1, 2)));
      sometimes(2, _ -> part.put("note", gen.pick("x", "y")));
    }
  }

  private void open(ObjectNode spec) {
    ObjectNode open = spec.putObject("open");
    sometimes(2, _ -> open.put("a", gen.between(1, 2)));
    sometimes(2, _ -> open.putObject("deep").put(gen.pick("x", "y"), gen.pick("1", "2")));
    sometimes(3, _ -> open.putArray("list").add(gen.between(1, 2)));
  }

  private List<String> some(String... all) {
    List<String> order = gen.shuffled(List.of(all));
    return order.subList(0, gen.between(0, all.length));
  }

  private void sometimes(int in, Consumer<Gen> change) {
    if (gen.oneIn(in)) {
      change.accept(gen);
    }
  }
}
