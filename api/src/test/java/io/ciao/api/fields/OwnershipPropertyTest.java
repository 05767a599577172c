package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sequences of creates, replacements, patches, applies, forced applies and status writes by
/// several managers, each step judged by a second reckoning of the rules ([FlatObject]) and by what
/// must hold whatever the rules are.
final class OwnershipPropertyTest {
  private static final int SEQUENCES = 10_000;

  /// Times a hundred.
  private static final int LONG_SEQUENCES = 1_500;

  private static final int STEPS_MAX = 7;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everyWriteKeepsTheRules() {
    Seeds.check(Seeds.longRun() ? LONG_SEQUENCES : SEQUENCES, gen -> new Sequence(gen).run());
  }

  /// One sequence of writes to one object.
  private static final class Sequence {
    private final Gen gen;
    private final GeneratedThings things;
    private final Writers writers;
    private final Map<Manager, Set<String>> expected = new HashMap<>();

    Sequence(Gen gen) {
      this.gen = gen;
      this.things = new GeneratedThings(gen);
      ObjectNode first = things.whole();
      first.remove("status");
      if (gen.oneIn(8)) {
        writers = Writers.untracked(first);
      } else {
        String creator = gen.pick("ann", "bob");
        writers = new Writers(creator, first);
        expected.put(
            Writers.update(creator), FlatObject.of(writers.object(), false).values.keySet());
      }
    }

    void run() {
      check("create");
      for (int i = gen.between(1, STEPS_MAX); i > 0; i--) {
        String name = gen.pick("ann", "bob", "cid");
        switch (gen.between(0, 5)) {
          case 0 -> replace(Writers.update(name), things.changed(writers.object(), true));
          case 1 -> replace(Writers.update(name), things.changed(writers.object(), false));
          case 2 -> replace(Writers.status(name), things.status(writers.object()));
          default -> apply(Writers.apply(name), things.part(), gen.coin());
        }
      }
    }

    private void replace(Manager writer, ObjectNode next) {
      boolean statusOnly = writer.subresource().equals("status");
      FlatObject before = FlatObject.of(writers.object(), statusOnly);
      boolean tracked = !writers.owners().isEmpty();
      ManagedFields owners = writers.owners();

      writers.replace(writer, next);

      FlatObject after = FlatObject.of(writers.object(), statusOnly);
      if (tracked) {
        take(writer, set(before, after), removed(before, after));
      }
      if (before.values.equals(after.values)) {
        require(writers.owners().ownsAs(owners), "a no-op changed owners");
      }
      check("replace by " + writer);
    }

    private void apply(Manager writer, ObjectNode config, boolean force) {
      if (writers.owners().isEmpty()) {
        Set<String> all = new TreeSet<>(FlatObject.of(writers.object(), false).values.keySet());
        all.addAll(FlatObject.of(writers.object(), true).values.keySet());
        expected.put(Writers.update(Manager.BEFORE_FIRST_APPLY), all);
      }
      ObjectNode live = writers.object().deepCopy();
      Set<String> last = expected.getOrDefault(writer, Set.of());
      Set<String> others = others(writer);

      List<Conflict> conflicts = writers.apply(writer, config, force);

      FlatObject before = FlatObject.of(live, false);
      FlatObject wanted = FlatObject.of(config, false);
      FlatObject after = FlatObject.of(writers.object(), false);
      Set<String> taken = new TreeSet<>();
      conflicts.forEach(conflict -> taken.add(conflict.path()));
      if (!conflicts.isEmpty() && !force) {
        require(writers.object().equals(live), "a refused apply changed something");
        refused(before, wanted, others, taken);
        if (expected.containsKey(Writers.update(Manager.BEFORE_FIRST_APPLY))
            && ManagedFields.of(live).isEmpty()) {
          expected.remove(Writers.update(Manager.BEFORE_FIRST_APPLY));
        }
        return;
      }
      applied(wanted, after);
      kept(before, after, wanted, last, others);
      ordered(before, wanted, after);
      Set<String> set = set(before, withoutDefaults(before, wanted, after));
      set.retainAll(wanted.values.keySet());
      equal(taken, intersection(set, others), "conflicts");
      take(writer, set, removed(before, after));
      expected.put(writer, wanted.claims);
      expected.values().removeIf(Set::isEmpty);
      check("apply by " + writer);
      again(writer, config);
    }

    /// A conflict is a path that another owns and that the applied object would change.
    private static void refused(
        FlatObject before, FlatObject wanted, Set<String> others, Set<String> taken) {
      Set<String> changed = new TreeSet<>();
      wanted.values.forEach(
          (path, value) -> {
            String present = before.values.get(path);
            boolean leaf = wanted.claims.contains(path);
            if (others.contains(path) && (present == null || (leaf && !same(present, value)))) {
              changed.add(path);
            }
          });
      equal(taken, changed, "conflicts");
    }

    /// An empty container that is applied changes nothing of one that has something.
    private static boolean same(String present, String value) {
      return present.equals(value);
    }

    /// All that is applied is there.
    private static void applied(FlatObject wanted, FlatObject after) {
      wanted.values.forEach((path, value) -> require(after, path, value, "applied"));
    }

    /// Said without ceremony, because it is asked millions of times.
    private static void require(FlatObject after, String path, String value, String why) {
      if (!value.equals(after.values.get(path))) {
        throw new AssertionError(
            why + ": " + path + " is " + after.values.get(path) + ", not " + value);
      }
    }

    private static void equal(Object found, Object wanted, String what) {
      require(found.equals(wanted), what + ": found " + found + ", not " + wanted);
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what);
      }
    }

    /// What is not applied stays as it was, but for what only the writer owned.
    private static void kept(
        FlatObject before,
        FlatObject after,
        FlatObject wanted,
        Set<String> last,
        Set<String> others) {
      Set<String> theirs = FlatObject.withParents(others);
      Set<String> mine = FlatObject.withParents(last);
      before.values.forEach(
          (path, value) -> {
            boolean another = theirs.contains(path);
            if (wanted.values.containsKey(path)) {
              return;
            }
            if (another && !underAtomicChange(wanted, path)) {
              require(after, path, value, "owned by others");
            } else if (!isUnder(last, path) && !couldBeShell(mine, path)) {
              require(after, path, value, "not the writer's");
            }
          });
      Set<String> still = FlatObject.withParents(wanted.values.keySet());
      for (String path : last) {
        boolean free = !theirs.contains(path) && !still.contains(path);
        boolean key = path.endsWith(".name") || path.endsWith(".port");
        boolean standard = Set.of(".spec.replicas", ".spec.resources.class").contains(path);
        if (free && !key && !standard && !path.endsWith(".kind") && !path.endsWith(".protocol")) {
          require(!after.values.containsKey(path), "the writer's last stays: " + path);
        }
      }
    }

    private static boolean underAtomicChange(FlatObject wanted, String path) {
      return FlatObject.parents(path).stream()
          .anyMatch(p -> wanted.values.containsKey(p) && !isContainer(wanted.values.get(p)));
    }

    private static boolean isContainer(String value) {
      return value.equals("{}") || value.equals("[]");
    }

    /// Whether the writer owned the path or something that it is a part of.
    private static boolean isUnder(Set<String> last, String path) {
      return last.contains(path) || FlatObject.parents(path).stream().anyMatch(last::contains);
    }

    /// Whether the path may go with what the writer owned beside it or below it.
    private static boolean couldBeShell(Set<String> mine, String path) {
      return mine.contains(path)
          || (path.startsWith(".spec.resources") && mine.contains(".spec.resources"))
          || (path.startsWith(".spec.parts.") && mine.contains(".spec.parts"));
    }

    /// Items that are not applied keep their order, and so do those that are.
    private static void ordered(FlatObject before, FlatObject wanted, FlatObject after) {
      after.orders.forEach(
          (list, order) -> {
            List<String> mine = new ArrayList<>(wanted.orders.getOrDefault(list, List.of()));
            List<String> rest = new ArrayList<>(before.orders.getOrDefault(list, List.of()));
            rest.removeAll(mine);
            rest.retainAll(order);
            List<String> found = new ArrayList<>(order);
            found.retainAll(rest);
            equal(found, rest, "others' items");
            found = new ArrayList<>(order);
            found.retainAll(mine);
            equal(found, mine, "applied items");
          });
    }

    /// Applying the same again changes nothing.
    private void again(Manager writer, ObjectNode config) {
      ObjectNode object = writers.object().deepCopy();
      ManagedFields owners = writers.owners();

      equal(writers.apply(writer, config, false), List.of(), "conflicts the second time");

      ((ObjectNode) object.path("metadata")).remove("managedFields");
      ObjectNode now = writers.object().deepCopy();
      ((ObjectNode) now.path("metadata")).remove("managedFields");
      equal(now, object, "the second time");
      require(writers.owners().ownsAs(owners), "the second time changed owners");
    }

    /// Defaults are nobody's when an apply brings them.
    private static FlatObject withoutDefaults(
        FlatObject before, FlatObject wanted, FlatObject after) {
      after
          .values
          .keySet()
          .removeIf(p -> !before.values.containsKey(p) && !wanted.values.containsKey(p));
      return after;
    }

    private Set<String> others(Manager writer) {
      Set<String> others = new TreeSet<>();
      expected.forEach(
          (manager, paths) -> others.addAll(manager.equals(writer) ? Set.of() : paths));
      return others;
    }

    private static Set<String> set(FlatObject before, FlatObject after) {
      Set<String> set = new TreeSet<>();
      after.values.forEach(
          (path, value) -> {
            String old = before.values.get(path);
            boolean containers = old != null && isContainer(old) && isContainer(value);
            if (old == null || (!old.equals(value) && !containers)) {
              set.add(path);
            }
          });
      return set;
    }

    private static Set<String> removed(FlatObject before, FlatObject after) {
      Set<String> removed = new TreeSet<>(before.values.keySet());
      removed.removeAll(after.values.keySet());
      return removed;
    }

    private static Set<String> intersection(Set<String> one, Set<String> other) {
      Set<String> both = new TreeSet<>(one);
      both.retainAll(other);
      return both;
    }

    private void take(Manager writer, Set<String> set, Set<String> removed) {
      Map<Manager, Set<String>> after = new HashMap<>();
      expected.forEach(
          (manager, paths) -> {
            Set<String> left = new TreeSet<>(paths);
            left.removeAll(removed);
            if (!manager.equals(writer)) {
              left.removeAll(set);
            }
            after.put(manager, left);
          });
      after.computeIfAbsent(writer, _ -> new TreeSet<>()).addAll(set);
      after.values().removeIf(Set::isEmpty);
      expected.clear();
      expected.putAll(after);
    }

    /// The owners are those of the second reckoning; nobody owns what is not there; the list reads
    /// the same after it was written as text.
    private void check(String step) {
      Map<Manager, Set<String>> found = new HashMap<>();
      boolean asText = gen.oneIn(8);
      ManagedFields owners =
          asText ? ManagedFields.of(Json.parse(Json.write(writers.object()))) : writers.owners();
      owners
          .managers()
          .forEach(
              manager -> {
                Set<String> paths = new TreeSet<>();
                owners.of(manager).paths(paths::add);
                found.put(manager, paths);
              });
      equal(found, expected, step);
      Set<String> present = new TreeSet<>(FlatObject.of(writers.object(), false).values.keySet());
      present.addAll(FlatObject.of(writers.object(), true).values.keySet());
      found
          .values()
          .forEach(paths -> require(present.containsAll(paths), "owned but absent: " + paths));
      JsonNode list = writers.object().path("metadata").path("managedFields");
      if (asText && list instanceof ArrayNode) {
        require(ManagedFields.sent(list).orElseThrow().ownsAs(owners), "sent back it differs");
      }
    }
  }
}
