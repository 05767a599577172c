package io.ciao.apiserver.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.usage.Amounts;
import io.ciao.api.usage.InstanceUsage;
import io.ciao.api.usage.NodeUsage;
import io.ciao.apiserver.status.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// `nodes:usage`: what each node said last of what is used. Never stored; forgotten after an hour
/// and when the process ends. Safe for many threads.
public final class UsageMemory {
  private static final Duration KEPT = Duration.ofHours(1);

  /// After this time nobody knows what is used now. Nodes tell every 6 s, the scheduler every 5 s.
  private static final Duration FRESH = Duration.ofSeconds(30);

  /// What a node said.
  ///
  /// @param at when, on our clock
  /// @param instances by uid
  public record Heard(NodeUsage usage, Instant at, Map<String, Amounts> instances) {
    public Duration age(Instant now) {
      return Duration.between(at, now);
    }

    /// Whether it still says what is used now.
    public boolean fresh(Instant now) {
      return age(now).compareTo(FRESH) <= 0;
    }
  }

  private final Map<String, Heard> byNode = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public UsageMemory(InstantSource clock) {
    this.clock = clock;
  }

  /// Takes `{items: […]}`, answers `{}`. Whichever scheduler tells it, what a node said last
  /// counts.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 400 naming what is wrong
  public ObjectNode take(JsonNode body) {
    try {
      NodeUsage.read(body).forEach(this::keep);
    } catch (IllegalArgumentException malformed) {
      throw Refusals.badRequest(String.valueOf(malformed.getMessage()));
    }
    Instant now = clock.instant();
    byNode.values().removeIf(heard -> heard.age(now).compareTo(KEPT) > 0);
    return Json.object();
  }

  private void keep(NodeUsage usage) {
    Map<String, Amounts> instances =
        usage.instances().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    InstanceUsage::uid, InstanceUsage::used, (_, later) -> later));
    Instant at = clock.instant().minusMillis(usage.ageMillis());
    byNode.merge(
        usage.node(),
        new Heard(usage, at, instances),
        (before, told) -> told.at().isBefore(before.at()) ? before : told);
  }

  /// What the node of that name said last; empty if nothing in the last hour.
  public Optional<Heard> of(String node) {
    return Optional.ofNullable(byNode.get(node));
  }

  /// The moment that ages are counted to.
  public Instant now() {
    return clock.instant();
  }
}
