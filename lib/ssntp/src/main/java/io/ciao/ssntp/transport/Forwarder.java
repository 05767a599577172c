package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.TrafficFrame;
import java.util.List;
import java.util.UUID;

/// Decides for one frame which sessions it goes on to. Called on the sender's reading thread, so it
/// must be quick, and pure: it is given all that it may decide over.
@FunctionalInterface
public interface Forwarder {

  /// Where the frame goes.
  Decision decide(Sender sender, TrafficFrame frame);

  /// Who sent a frame to this server; its origin may be another.
  ///
  /// @param uuid the session's UUID
  /// @param roles the roles that the session acts in
  record Sender(UUID uuid, Roles roles) {}

  /// What becomes of a frame.
  sealed interface Decision {

    /// It goes nowhere.
    ///
    /// @param reason for the log: what was found and what was needed
    record Discard(String reason) implements Decision {}

    /// It goes to the sessions of those UUIDs, the sender's excepted.
    record Recipients(List<UUID> uuids) implements Decision {

      /// Copies the list.
      public Recipients {
        uuids = List.copyOf(uuids);
      }
    }
  }
}
