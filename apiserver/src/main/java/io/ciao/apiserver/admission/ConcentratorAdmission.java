package io.ciao.apiserver.admission;

import io.ciao.apiserver.auth.WriteRule;
import io.ciao.apiserver.tree.ObjectTree;

/// A Concentrator stays until its node has torn it down.
final class ConcentratorAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    ObjectTree.addFinalizer(draft.tree(), WriteRule.CONCENTRATOR_FINALIZER);
  }
}
