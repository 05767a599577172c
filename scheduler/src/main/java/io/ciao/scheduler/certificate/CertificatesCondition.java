package io.ciao.scheduler.certificate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.certificate.ServerCertificateRule.Shown;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.ConditionsPatch;
import io.ciao.ssntp.cert.LiveTls;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The pass that says on the ClusterConfig whether servers' certificates go on being good. A
/// cluster without a ClusterConfig gets one when they do not.
public final class CertificatesCondition implements Reconciler<String> {
  /// The only key.
  public static final String KEY = "certificates";

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final Supplier<List<Shown>> shown;
  private final Supplier<Optional<ClusterConfig>> present;
  private final Writer writer;
  private final InstantSource wall;

  /// Ways to the apiserver that give every write the leader's term.
  interface Writer {
    /// Makes the object and returns it as it is stored.
    ObjectNode create(ObjectNode config);

    void patchStatus(ObjectNode patch);
  }

  /// One that looks at this scheduler and at apiservers.
  ///
  /// @param client gives every write the leader's term
  /// @param apiservers all of them
  public static CertificatesCondition of(
      ApiClient client, ClusterCaches caches, LiveTls own, List<URI> apiservers) {
    return new CertificatesCondition(
        new ShownCertificates(own, apiservers),
        () -> caches.clusterConfigs().get(ClusterConfig.DEFAULT),
        new Writer() {
          @Override
          public ObjectNode create(ObjectNode config) {
            return client.create(ResourceType.CLUSTER_CONFIGS, null, config);
          }

          @Override
          public void patchStatus(ObjectNode patch) {
            client.mergePatchStatus(ResourceType.CLUSTER_CONFIGS, ClusterConfig.DEFAULT, patch);
          }
        },
        InstantSource.system());
  }

  CertificatesCondition(
      Supplier<List<Shown>> shown,
      Supplier<Optional<ClusterConfig>> present,
      Writer writer,
      InstantSource wall) {
    this.shown = shown;
    this.present = present;
    this.writer = writer;
    this.wall = wall;
  }

  @Override
  public PassResult reconcile(String key) {
    try {
      say(ServerCertificateRule.condition(shown.get(), wall.instant()));
    } catch (ApiException e) {
      // Somebody was faster; the next look sees what they wrote.
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
    return new PassResult.CheckAgain(LOOK_AGAIN);
  }

  private void say(Condition condition) {
    var config = present.get();
    if (config.isEmpty() && condition.holds()) {
      return;
    }
    var stored = config.orElseGet(this::create);
    var before = stored.status().conditions();
    var now = condition.observing(stored.metadata().generationOrZero());
    if (Conditions.find(before, now.type()).filter(now::saysSameAs).isEmpty()) {
      var conditions = Conditions.merge(before, List.of(now), wall.instant());
      writer.patchStatus(ConditionsPatch.of(stored.metadata(), conditions));
    }
  }

  private ClusterConfig create() {
    var config = Json.object();
    config.put("apiVersion", "ciao.io/v1").put("kind", ClusterConfig.KIND);
    config.putObject("metadata").put("name", ClusterConfig.DEFAULT.name());
    return Json.toRecord(writer.create(config), ClusterConfig.class);
  }
}
