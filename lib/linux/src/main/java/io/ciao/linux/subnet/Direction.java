package io.ciao.linux.subnet;

import java.util.List;

/// Whether an instance accepts a connection or opens it.
enum Direction {
  INGRESS("i"),
  EGRESS("e");

  private final String letter;

  Direction(String letter) {
    this.letter = letter;
  }

  /// Begins the names of chains.
  String letter() {
    return letter;
  }

  /// The side of a packet that is not the instance.
  String peer() {
    return this == INGRESS ? "saddr" : "daddr";
  }

  List<GroupRule> rules(GroupRules group) {
    return this == INGRESS ? group.ingress() : group.egress();
  }
}
