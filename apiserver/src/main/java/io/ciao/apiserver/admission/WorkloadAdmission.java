package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A public Workload lives where everybody looks for it.
final class WorkloadAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    Visibility.check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    Visibility.check(draft);
  }
}
