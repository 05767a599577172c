package io.ciao.linux.concentrator;

import io.ciao.linux.link.ActualNamespace;
import io.ciao.linux.link.NamespaceDecider;
import io.ciao.linux.link.NetDecision;

/// Decides what a concentrator's namespace needs. Pure.
public final class ConcentratorDecider {
  private ConcentratorDecider() {}

  public static NetDecision decide(ConcentratorPlan plan, ActualNamespace actual) {
    return NamespaceDecider.decide(ConcentratorModel.of(plan), actual);
  }
}
