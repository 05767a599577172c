package io.ciao.apiserver.admission;

import io.ciao.api.meta.Finalizers;
import io.ciao.apiserver.tree.ObjectTree;

/// A Concentrator stays until its node has torn it down.
final class ConcentratorAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    ObjectTree.addFinalizer(draft.tree(), Finalizers.CONCENTRATOR);
  }
}
