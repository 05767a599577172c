package io.ciao.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.quota.UsageAudit;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.CommitFault;
import io.ciao.store.ResourceKey;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every write beside every way in which each of its commits can end: what was answered is true,
/// what was refused has not happened, whatever happened is whole and charged once, and asking again
/// leads to the goal.
final class CommitFaultsTest {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final ResourceKey TENANT = ResourceKey.cluster("tenants", "team");
  private static final ResourceKey NAMESPACE = ResourceKey.cluster("namespaces", "team");
  private static final ResourceKey MAP = ResourceKey.namespaced("configmaps", "team", "settings");
  private static final ResourceKey VOLUME = ResourceKey.namespaced("volumes", "team", "disk");
  private static final ResourceKey ADDRESS = ResourceKey.namespaced("externalips", "team", "front");

  /// The writes, each with what it needs and what it is for.
  private enum Write {
    CREATE_PAIR(world -> {}, world -> world.create(TENANT), world -> has(world, TENANT, NAMESPACE)),
    CREATE(withTenant(), world -> world.create(MAP), world -> has(world, MAP)),
    CREATE_CHARGED(withTenant(), CommitFaultsTest::createVolume, world -> has(world, VOLUME)),
    CREATE_CLAIMED(withTenant(), CommitFaultsTest::createAddress, world -> has(world, ADDRESS)),
    UPDATE(
        withTenant().andThen(world -> world.create(MAP)),
        world -> patch(world, MAP, "data: {a: \"1\"}"),
        world -> world.get(MAP).orElseThrow().tree().at("/data/a").asText().equals("1")),
    UPDATE_CHARGED(
        withTenant().andThen(CommitFaultsTest::createVolume),
        world -> patch(world, VOLUME, "spec: {size: 3Gi}"),
        world -> world.get(VOLUME).orElseThrow().tree().at("/spec/size").asText().equals("3Gi")),
    DELETE_CHARGED(
        withTenant().andThen(CommitFaultsTest::createVolume),
        world -> world.delete(VOLUME, Propagation.BACKGROUND),
        world -> world.get(VOLUME).isEmpty()),
    CLAIM_IN_STATUS(
        withTenant().andThen(world -> createAddress(world, "")),
        world -> patchStatus(world, "{address: 192.0.2.8}"),
        world -> statusAddress(world).equals("192.0.2.8")),
    CLAIM_ALSO_IN_STATUS(
        withTenant().andThen(CommitFaultsTest::createAddress),
        world -> patchStatus(world, "{address: 192.0.2.7}"),
        world -> statusAddress(world).equals("192.0.2.7")),
    CLAIM_ANOTHER_IN_STATUS(
        withTenant()
            .andThen(world -> createAddress(world, ""))
            .andThen(world -> patchStatus(world, "{address: 192.0.2.8}")),
        world -> patchStatus(world, "{address: 192.0.2.9}"),
        world -> statusAddress(world).equals("192.0.2.9")),
    RELEASE_IN_STATUS(
        withTenant()
            .andThen(world -> createAddress(world, ""))
            .andThen(world -> patchStatus(world, "{address: 192.0.2.8}")),
        world -> patchStatus(world, "{address: null}"),
        world -> statusAddress(world).isEmpty()),
    DELETE_CLAIMED(
        withTenant()
            .andThen(CommitFaultsTest::createAddress)
            .andThen(world -> patchStatus(world, "{address: 192.0.2.7}"))
            .andThen(world -> world.delete(ADDRESS, Propagation.BACKGROUND)),
        world -> patch(world, ADDRESS, "metadata: {finalizers: []}"),
        world -> world.get(ADDRESS).isEmpty()),
    MARK_PAIR(
        withTenant(),
        world -> world.delete(TENANT, Propagation.BACKGROUND),
        world ->
            world.get(TENANT).orElseThrow().deleting()
                && world.get(NAMESPACE).orElseThrow().deleting()),
    END_PAIR(
        withTenant().andThen(world -> world.delete(TENANT, Propagation.BACKGROUND)),
        world -> world.registry().pairs().remove("team", world.context()),
        world -> world.get(TENANT).isEmpty() && world.get(NAMESPACE).isEmpty());

    private final Consumer<MemoryRegistry> given;
    private final Consumer<MemoryRegistry> when;
    private final Predicate<MemoryRegistry> reached;

    Write(
        Consumer<MemoryRegistry> given,
        Consumer<MemoryRegistry> when,
        Predicate<MemoryRegistry> reached) {
      this.given = given;
      this.when = when;
      this.reached = reached;
    }

    /// How many commits it takes where none goes wrong.
    int commits() {
      try (MemoryRegistry world = new MemoryRegistry(KINDS)) {
        given.accept(world);
        int before = world.store().commits();
        when.accept(world);
        assertThat(reached.test(world)).as("%s reaches its goal", this).isTrue();
        return world.store().commits() - before;
      }
    }
  }

  private enum End {
    ANSWERED,
    REFUSED,
    TIMED_OUT,
    CRASHED
  }

  static Stream<Arguments> matrix() {
    return Arrays.stream(Write.values())
        .flatMap(
            write ->
                IntStream.rangeClosed(1, write.commits())
                    .boxed()
                    .flatMap(
                        nth ->
                            Arrays.stream(CommitFault.values())
                                .map(fault -> Arguments.of(write, nth, fault))));
  }

  @ParameterizedTest(name = "{0}, commit {1}: {2}")
  @MethodSource("matrix")
  void aWriteIsWholeWhateverItsCommitsComeTo(Write write, int nth, CommitFault fault)
      throws Exception {
    try (MemoryRegistry world = new MemoryRegistry(KINDS)) {
      write.given.accept(world);
      int happened = world.store().committed().size();
      world.store().fault(nth, fault);

      End end = end(write, world);

      assertThat(end).isEqualTo(expected(fault));
      boolean something = world.store().committed().size() > happened;
      boolean taken =
          end == End.ANSWERED
              || fault == CommitFault.UNCLEAR_DONE
              || fault == CommitFault.CRASH_AFTER;
      assertThat(something).isEqualTo(taken || nth > 1);
      assertThat(write.reached.test(world)).isEqualTo(taken);
      requireTrueBooks(world);

      MemoryRegistry again = end == End.CRASHED ? world.restarted() : world;
      end(write, again);
      assertThat(write.reached.test(again)).isTrue();
      requireTrueBooks(again);
    }
  }

  private static End expected(CommitFault fault) {
    return switch (fault) {
      case BEATEN -> End.ANSWERED;
      case REJECTED -> End.REFUSED;
      case TIMEOUT, UNCLEAR_DONE, UNCLEAR_NOT_DONE -> End.TIMED_OUT;
      case CRASH_BEFORE, CRASH_AFTER -> End.CRASHED;
    };
  }

  private static End end(Write write, MemoryRegistry world) {
    try {
      write.when.accept(world);
      return End.ANSWERED;
    } catch (RequestRefused refused) {
      return refused.error().code() == 504 ? End.TIMED_OUT : End.REFUSED;
    } catch (CommitFault.Crash crash) {
      return End.CRASHED;
    }
  }

  /// What tenants use is what their objects cost, and every claim is held by an object that is
  /// there.
  private static void requireTrueBooks(MemoryRegistry world) throws Exception {
    int before = world.store().committed().size();
    new UsageAudit(world.store()).pass(List.of());
    assertThat(world.store().committed()).as("the audit corrects nothing").hasSize(before);
    Set<String> claimed = new TreeSet<>();
    for (SystemValue claim : world.store().readSystemPrefix(SystemKeys.CLAIMS)) {
      assertThat(world.get(ADDRESS))
          .hasValueSatisfying(holder -> assertThat(holder.uid()).isEqualTo(claim.value()));
      claimed.add(claim.key().substring(claim.key().lastIndexOf('/') + 1));
    }
    assertThat(claimed).isEqualTo(addresses(world));
  }

  private static Set<String> addresses(MemoryRegistry world) {
    Set<String> addresses = new TreeSet<>();
    world
        .get(ADDRESS)
        .ifPresent(
            holder -> {
              addresses.add(holder.view().at("/spec/address").asText());
              addresses.add(holder.view().at("/status/address").asText());
            });
    addresses.remove("");
    return addresses;
  }

  private static String statusAddress(MemoryRegistry world) {
    return world.get(ADDRESS).orElseThrow().view().at("/status/address").asText();
  }

  private static Consumer<MemoryRegistry> withTenant() {
    return world -> world.create(TENANT);
  }

  private static void createVolume(MemoryRegistry world) {
    world.create(
        """
        apiVersion: ciao.io/v1
        kind: Volume
        metadata: {namespace: team, name: disk}
        spec: {size: 1Gi}
        """);
  }

  private static void createAddress(MemoryRegistry world) {
    createAddress(world, ", address: 192.0.2.7");
  }

  private static void createAddress(MemoryRegistry world, String wish) {
    world.create(
        """
        apiVersion: ciao.io/v1
        kind: ExternalIP
        metadata: {namespace: team, name: front}
        spec: {pool: outside%s}
        """
            .formatted(wish));
  }

  private static void patch(MemoryRegistry world, ResourceKey key, String yaml) {
    patch(world, key, false, yaml);
  }

  private static void patchStatus(MemoryRegistry world, String status) {
    patch(world, ADDRESS, true, "status: " + status);
  }

  private static void patch(
      MemoryRegistry world, ResourceKey key, boolean statusOnly, String yaml) {
    ObjectNode changes = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    world
        .registry()
        .patch(world.target(key), statusOnly, new Patch.Merge(changes), world.context());
  }

  private static boolean has(MemoryRegistry world, ResourceKey... keys) {
    return Arrays.stream(keys).allMatch(key -> world.get(key).isPresent());
  }
}
