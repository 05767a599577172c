package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An ExternalIPPool's ranges are real ranges that overlap neither each other nor another pool's;
/// it stays while ExternalIPs have addresses of it.
final class ExternalIPPoolAdmission implements Admission {
  private static final String POOLS = "externalippools";
  private static final int NAMED_MAX = 5;

  private final ResourceStore store;

  ExternalIPPoolAdmission(ResourceStore store) {
    this.store = store;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
    InitialStatus.pending(draft, "waiting for the scheduler to count its addresses");
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    if (!ranges(old).equals(ranges(draft.tree()))) {
      check(draft);
    }
  }

  private static JsonNode ranges(JsonNode pool) {
    return pool.path("spec").path("ranges");
  }

  private void check(Draft draft) {
    List<Ipv4Range> seen = new ArrayList<>();
    JsonNode ranges = ranges(draft.tree());
    for (int i = 0; i < ranges.size(); i++) {
      String path = "spec.ranges[" + i + "]";
      try {
        Ipv4Range range = Ipv4Range.parse(ranges.get(i).asText());
        seen.stream()
            .filter(range::overlaps)
            .findFirst()
            .ifPresent(
                other ->
                    draft.refuse(Cause.invalid(path, range + " overlaps " + other + " above")));
        seen.add(range);
      } catch (AddressFormatException e) {
        draft.refuse(Cause.invalid(path, String.valueOf(e.getMessage())));
      }
    }
    overlaps(draft, seen);
  }

  /// Every pool's write compares and bumps one key, so that of two at once one looks again.
  private void overlaps(Draft draft, List<Ipv4Range> ranges) {
    String guard = SystemKeys.guard(POOLS, "cluster");
    SystemValue read;
    try {
      read = store.readSystem(guard);
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
    for (StoredObject other : store.list(POOLS, null).objects()) {
      if (!other.key().name().equals(draft.name())) {
        overlaps(draft, ranges, other);
      }
    }
    draft.alongside(
        new Change.PutSystem(guard, ObjectTree.uid(draft.tree()), Expected.asRead(read)));
  }

  private static void overlaps(Draft draft, List<Ipv4Range> ranges, StoredObject other) {
    for (JsonNode text : ranges(other.view())) {
      Ipv4Range theirs = Ipv4Range.parse(text.asText());
      ranges.stream()
          .filter(theirs::overlaps)
          .findFirst()
          .ifPresent(
              range ->
                  draft.refuse(
                      Cause.invalid(
                          "spec.ranges",
                          range
                              + " overlaps "
                              + theirs
                              + " of externalippool \""
                              + other.key().name()
                              + "\"")));
    }
  }

  @Override
  public Optional<String> keeps(ObjectNode tree) {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
    List<String> users =
        store.list("externalips", null, "spec.pool", ObjectTree.name(tree)).objects().stream()
            .filter(user -> user.view().path("status").hasNonNull("address"))
            .map(user -> user.key().namespace() + "/" + user.key().name())
            .sorted()
            .toList();
    int more = users.size() - NAMED_MAX;
    return users.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "addresses of it belong to externalip "
                + users.stream().limit(NAMED_MAX).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "")
                + "; delete them first");
  }
}
