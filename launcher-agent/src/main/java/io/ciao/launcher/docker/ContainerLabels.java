package io.ciao.launcher.docker;

import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.ledger.InstanceName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The labels by which containers are told apart: one engine may serve several nodes of several
/// clusters, and people's own containers.
final class ContainerLabels {
  static final String CLUSTER = "io.ciao.cluster";
  static final String NODE = "io.ciao.node";
  static final String INSTANCE = "io.ciao.instance";
  static final String EPOCH = "io.ciao.epoch";
  static final String TENANT = "io.ciao.tenant";
  static final String NAME = "io.ciao.name";

  private ContainerLabels() {}

  static Map<String, String> of(DockerSettings settings, StartPlan plan) {
    var labels = new TreeMap<String, String>();
    labels.put(CLUSTER, settings.cluster());
    labels.put(NODE, settings.node());
    labels.put(INSTANCE, plan.uid());
    labels.put(EPOCH, Long.toString(plan.epoch()));
    labels.put(TENANT, plan.instance().namespace());
    labels.put(NAME, plan.instance().name());
    return labels;
  }

  /// The filter that every list and event subscription of this node carries.
  static List<String> ofNode(DockerSettings settings) {
    return List.of(CLUSTER + "=" + settings.cluster(), NODE + "=" + settings.node());
  }

  static List<String> ofInstance(DockerSettings settings, String uid) {
    return List.of(
        CLUSTER + "=" + settings.cluster(), NODE + "=" + settings.node(), INSTANCE + "=" + uid);
  }

  static InstanceName instance(Map<String, String> labels) {
    return new InstanceName(
        labels.getOrDefault(INSTANCE, ""),
        labels.getOrDefault(TENANT, ""),
        labels.getOrDefault(NAME, ""));
  }

  /// The epoch that a container was made for; 0 if its label is no number.
  static long epoch(Map<String, String> labels) {
    try {
      return Long.parseLong(labels.getOrDefault(EPOCH, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
