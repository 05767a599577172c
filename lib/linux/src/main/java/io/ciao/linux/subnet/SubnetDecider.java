package io.ciao.linux.subnet;

import io.ciao.linux.link.ActualNamespace;
import io.ciao.linux.link.NamespaceDecider;
import io.ciao.linux.link.NetDecision;

/// Decides what a subnet on this node needs. Pure.
public final class SubnetDecider {
  private SubnetDecider() {}

  public static NetDecision decide(SubnetPlan plan, ActualNamespace actual) {
    return NamespaceDecider.decide(SubnetModel.of(plan), actual);
  }
}
