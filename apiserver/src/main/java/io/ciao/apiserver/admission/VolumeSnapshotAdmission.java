package io.ciao.apiserver.admission;

/// A VolumeSnapshot says what it waits for.
final class VolumeSnapshotAdmission implements Admission {
  private final References references;

  VolumeSnapshotAdmission(References references) {
    this.references = references;
  }

  @Override
  public void create(Draft draft) {
    String volume = draft.tree().path("spec").path("volume").asText();
    references.own(draft, "volumes", "spec.volume", volume);
    InitialStatus.pending(draft, "waiting for a storage driver to take it");
  }
}
