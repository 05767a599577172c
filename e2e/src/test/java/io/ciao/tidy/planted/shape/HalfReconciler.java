package io.ciao.tidy.planted.shape;

/// Lacks nearly everything.
public final class HalfReconciler {
  private HalfReconciler() {}
}
