package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The owners of an object's fields, as `metadata.managedFields` lists them. Immutable.
///
/// An entry that a write does not touch is neither parsed nor written anew.
@SuppressWarnings("ReferenceEquality") // an entry whose set is the same need not be written anew
public final class ManagedFields {
  /// Nobody owns anything: ownership of such an object is not tracked before its first apply.
  public static final ManagedFields NONE = new ManagedFields(Map.of());

  /// More writers that do not apply than this become one, the longest quiet first.
  private static final int UPDATE_MANAGERS_MAX = 10;

  private static final String ANCIENT = "ancient-changes";
  private static final int NAME_LENGTH_MAX = 128;

  private final Map<Manager, Entry> entries;

  private ManagedFields(Map<Manager, Entry> entries) {
    this.entries = entries;
  }

  /// What one manager owns.
  private static final class Entry {
    private final @Nullable String time;
    private @Nullable ObjectNode written;
    private @Nullable FieldSet set;

    Entry(@Nullable String time, @Nullable ObjectNode written, @Nullable FieldSet set) {
      this.time = time;
      this.written = written;
      this.set = set;
    }

    /// Both forms mean the same, so it does not matter which of two threads derives one of them.
    FieldSet set() {
      var known = set;
      if (known == null) {
        known = written == null ? FieldSet.EMPTY : FieldsV1.stored(written);
        set = known;
      }
      return known;
    }

    ObjectNode written() {
      var known = written;
      if (known == null) {
        known = FieldsV1.write(set());
        written = known;
      }
      return known;
    }

    /// Whether it surely has nothing of these paths, told without parsing.
    boolean isApartFrom(FieldSet paths) {
      var tree = written;
      if (tree == null) {
        return false;
      }
      var shared = new boolean[1];
      paths.forEach((step, _) -> shared[0] |= tree.has(step));
      return !shared[0];
    }

    Entry without(FieldSet paths) {
      if (isApartFrom(paths)) {
        return this;
      }
      var left = set().minus(paths);
      return left == set() ? this : new Entry(time, null, left);
    }
  }

  /// The owners that a stored object names. Its list must have come from [#writeTo].
  public static ManagedFields of(JsonNode object) {
    var list = object.path("metadata").path("managedFields");
    if (list.isEmpty()) {
      return NONE;
    }
    var entries = new LinkedHashMap<Manager, Entry>();
    for (var item : list) {
      var time = item.path("time");
      if (item.path("fieldsV1") instanceof ObjectNode fields) {
        entries.put(
            manager(item), new Entry(time.isTextual() ? time.textValue() : null, fields, null));
      }
    }
    return new ManagedFields(entries);
  }

  /// The owners that a client names; empty if the list is none of the form.
  public static Optional<ManagedFields> sent(JsonNode list) {
    var entries = new LinkedHashMap<Manager, Entry>();
    for (var item : list) {
      var set = FieldsV1.sent(item.path("fieldsV1"));
      if (set.isEmpty() || !isWellFormed(item)) {
        return Optional.empty();
      }
      var time = item.path("time");
      var entry = new Entry(time.isTextual() ? time.textValue() : null, null, set.get());
      if (!set.get().isEmpty()) {
        entries.merge(
            manager(item),
            entry,
            (one, other) -> new Entry(other.time, null, one.set().union(other.set())));
      }
    }
    return Optional.of(new ManagedFields(entries));
  }

  /// Whether an entry could be stored: what is stored is validated again with every later write.
  private static boolean isWellFormed(JsonNode item) {
    var operation = item.path("operation").asText("");
    return (operation.equals("Apply") || operation.equals("Update"))
        && item.path("fieldsType").asText("FieldsV1").equals("FieldsV1")
        && isName(item.path("manager"))
        && isName(item.path("apiVersion"))
        && isName(item.path("subresource"))
        && isTime(item.path("time"));
  }

  private static boolean isName(JsonNode name) {
    return name.isMissingNode()
        || name.isNull()
        || (name.isTextual() && name.textValue().length() <= NAME_LENGTH_MAX);
  }

  private static boolean isTime(JsonNode time) {
    if (time.isMissingNode() || time.isNull()) {
      return true;
    }
    try {
      Instant.parse(time.asText());
      return true;
    } catch (DateTimeException malformed) {
      return false;
    }
  }

  /// Whether a client's list asks to forget all owners: it is empty, or has one empty entry.
  public static boolean isReset(JsonNode list) {
    return list.isArray() && (list.isEmpty() || (list.size() == 1 && list.get(0).isEmpty()));
  }

  private static Manager manager(JsonNode item) {
    return new Manager(
        item.path("manager").asText(""),
        item.path("operation").asText("").equals("Apply")
            ? Manager.Operation.APPLY
            : Manager.Operation.UPDATE,
        item.path("apiVersion").asText(""),
        item.path("subresource").asText(""));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public List<Manager> managers() {
    return List.copyOf(entries.keySet());
  }

  /// What a manager owns; empty if nothing.
  public FieldSet of(Manager manager) {
    var entry = entries.get(manager);
    return entry == null ? FieldSet.EMPTY : entry.set();
  }

  /// What anybody but this manager owns.
  public FieldSet ofOthers(Manager manager) {
    var all = FieldSet.EMPTY;
    for (var entry : entries.entrySet()) {
      if (!entry.getKey().equals(manager)) {
        all = all.union(entry.getValue().set());
      }
    }
    return all;
  }

  /// What of these paths others own, in the order of the list and then of the paths.
  List<Conflict> conflicts(Manager manager, FieldSet paths) {
    var conflicts = new ArrayList<Conflict>();
    entries.forEach(
        (owner, entry) -> {
          if (!owner.equals(manager) && !entry.isApartFrom(paths)) {
            entry.set().intersection(paths).paths(path -> conflicts.add(new Conflict(owner, path)));
          }
        });
    return conflicts;
  }

  /// The owners after a write that set some paths and removed others: the writer owns what it set
  /// beside what it had, nobody else does; nobody owns what is gone.
  ///
  /// @param time when, as objects carry times
  public ManagedFields afterWrite(Manager writer, FieldSet set, FieldSet removed, String time) {
    if (set.isEmpty() && removed.isEmpty()) {
      return this;
    }
    var touched = set.union(removed);
    var after = new LinkedHashMap<Manager, Entry>();
    entries.forEach(
        (manager, entry) -> {
          if (!manager.equals(writer)) {
            put(after, manager, entry.without(touched));
          }
        });
    var before = entries.get(writer);
    if (set.isEmpty()) {
      if (before != null) {
        put(after, writer, before.without(removed));
      }
    } else if (before == null) {
      after.put(writer, new Entry(time, null, set));
    } else {
      var own = before.set().minus(removed).union(set);
      after.put(writer, new Entry(time, own == before.set() ? before.written : null, own));
    }
    return new ManagedFields(bounded(after, writer));
  }

  /// The owners with this manager's set replaced.
  ManagedFields withSet(Manager manager, FieldSet set, String time) {
    var after = new LinkedHashMap<>(entries);
    after.remove(manager);
    put(after, manager, new Entry(time, null, set));
    return new ManagedFields(after);
  }

  private static void put(Map<Manager, Entry> entries, Manager manager, Entry entry) {
    if (entry.set == null || !entry.set.isEmpty()) {
      entries.put(manager, entry);
    }
  }

  private static Map<Manager, Entry> bounded(Map<Manager, Entry> entries, Manager writer) {
    var updating =
        entries.keySet().stream()
            .filter(m -> m.operation() == Manager.Operation.UPDATE && !m.name().equals(ANCIENT))
            .count();
    if (updating <= UPDATE_MANAGERS_MAX) {
      return entries;
    }
    var oldest =
        entries.entrySet().stream()
            .filter(e -> e.getKey().operation() == Manager.Operation.UPDATE)
            .filter(e -> !e.getKey().equals(writer) && !e.getKey().name().equals(ANCIENT))
            .min(Comparator.comparing(e -> e.getValue().time == null ? "" : e.getValue().time))
            .orElseThrow();
    var from = oldest.getKey();
    entries.remove(from);
    entries.merge(
        Manager.update(ANCIENT, from.apiVersion(), from.subresource()),
        oldest.getValue(),
        (one, other) -> new Entry(other.time, null, one.set().union(other.set())));
    return entries;
  }

  /// Whether the same managers own the same paths, whatever the times say.
  public boolean ownsAs(ManagedFields other) {
    if (entries.size() != other.entries.size()) {
      return false;
    }
    for (var entry : entries.entrySet()) {
      var there = other.entries.get(entry.getKey());
      if (there == null
          || (there != entry.getValue() && !there.set().equals(entry.getValue().set()))) {
        return false;
      }
    }
    return true;
  }

  /// Puts the list into an object; without owners there is none. Appliers come first, then by time
  /// and name.
  public void writeTo(ObjectNode object) {
    if (!(object.get("metadata") instanceof ObjectNode metadata)) {
      return;
    }
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    metadata.set("managedFields", list());
  }

  private ArrayNode list() {
    var order = new ArrayList<>(entries.entrySet());
    order.sort(
        Comparator.comparing((Map.Entry<Manager, Entry> e) -> e.getKey().operation())
            .thenComparing(e -> e.getValue().time == null ? "" : e.getValue().time)
            .thenComparing(e -> e.getKey().name())
            .thenComparing(e -> e.getKey().subresource()));
    var list = Json.array();
    for (var entry : order) {
      var manager = entry.getKey();
      var item = list.addObject();
      item.put("apiVersion", manager.apiVersion()).put("fieldsType", "FieldsV1");
      item.set("fieldsV1", entry.getValue().written());
      item.put("manager", manager.name()).put("operation", manager.operation().word());
      if (!manager.subresource().isEmpty()) {
        item.put("subresource", manager.subresource());
      }
      if (entry.getValue().time != null) {
        item.put("time", entry.getValue().time);
      }
    }
    return list;
  }
}
