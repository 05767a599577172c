package io.ciao.launcher.qemu;

/// How guest instructions are executed.
public enum Accelerator {
  KVM("kvm"),
  TCG("tcg");

  private final String word;

  Accelerator(String word) {
    this.word = word;
  }

  /// As in `Node.status.accelerator`.
  public String word() {
    return word;
  }
}
