package io.ciao.ssntp.frame;

import java.util.Optional;

/// What an endpoint may be; a certificate carries one extended key usage per role. Declared in the
/// order in which combined roles are printed.
public enum Role {
  /// A test server.
  SERVER(0x1, "Server", "server", 5),
  /// The original's controller.
  CONTROLLER(0x2, "Controller", "controller", 3),
  /// The agent of a compute node.
  AGENT(0x4, "CNAgent", "agent", 1),
  /// A scheduler, the server of a cluster.
  SCHEDULER(0x8, "Scheduler", "scheduler", 2),
  /// The agent of a network node.
  NET_AGENT(0x10, "NetworkingAgent", "netagent", 4),
  /// The agent of concentrators.
  CNCI_AGENT(0x20, "CNCIAgent", "cnciagent", 6);

  private static final String OID_ARC = "1.3.6.1.4.1.343.8.";

  private final int bit;
  private final String text;
  private final String word;
  private final String oid;

  Role(int bit, String text, String word, int oidLeaf) {
    this.bit = bit;
    this.text = text;
    this.word = word;
    this.oid = OID_ARC + oidLeaf;
  }

  /// The bit in a role mask.
  public int code() {
    return bit;
  }

  /// The name in a role's printed form, as in certificate file names.
  public String text() {
    return text;
  }

  /// The word for command lines.
  public String word() {
    return word;
  }

  /// The extended key usage that grants it.
  public String oid() {
    return oid;
  }

  /// The role of an extended key usage; empty: another usage.
  public static Optional<Role> fromOid(String oid) {
    for (var role : values()) {
      if (role.oid.equals(oid)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /// The role of a command line word.
  public static Optional<Role> fromWord(String word) {
    for (var role : values()) {
      if (role.word.equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
