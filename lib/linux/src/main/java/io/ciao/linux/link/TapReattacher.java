package io.ciao.linux.link;

import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;

/// Puts a tap that somebody deleted back under the file that a running hypervisor holds open, so
/// that the guest notices only lost packets.
public interface TapReattacher {
  /// Afterwards the tap exists in `bornIn`, with that name. An exception says why it could not be.
  void reattach(NetNamespace bornIn, String link, ManagedProcess holder);
}
