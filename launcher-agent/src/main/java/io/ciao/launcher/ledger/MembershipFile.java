package io.ciao.launcher.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/// The agent's incarnation, kept beside the ledger: it survives agent restart and reboot.
public final class MembershipFile {
  private static final String NAME = "membership";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedgerStorage storage;

  /// Where this node stands with the cluster.
  ///
  /// @param incarnation issued by the apiserver at join
  /// @param joined whether `joined` was answered, so that the node may start instances
  public record Membership(long incarnation, boolean joined) {}

  public MembershipFile(LedgerStorage storage) {
    this.storage = storage;
  }

  public Optional<Membership> read() {
    var stored = storage.readAll().get(NAME);
    if (stored == null) {
      return Optional.empty();
    }
    try {
      var tree = JSON.readTree(stored);
      return Optional.of(
          new Membership(tree.path("incarnation").asLong(), tree.path("joined").asBoolean()));
    } catch (IOException e) {
      throw new LedgerException(
          "file " + NAME + " is unreadable; remove it and the node joins anew", e);
    }
  }

  public void write(Membership membership) {
    var tree = JSON.createObjectNode();
    tree.put("incarnation", membership.incarnation());
    tree.put("joined", membership.joined());
    try {
      storage.write(NAME, JSON.writeValueAsBytes(tree));
    } catch (IOException e) {
      throw new IllegalStateException("a membership is two plain values", e);
    }
  }
}
