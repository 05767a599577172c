package io.ciao.linux.link;

import io.ciao.basis.address.MacAddress;

/// One programmed forwarding entry.
public sealed interface FdbEntry extends Comparable<FdbEntry> {
  MacAddress mac();

  String link();

  /// In the bridge: this address is behind that port.
  record OnBridge(MacAddress mac, String link) implements FdbEntry {}

  /// In the tunnel: this address is at that node. With [MacAddress#ZERO] it is one receiver of
  /// everything that goes to all.
  record OnTunnel(MacAddress mac, String link, TunnelEnd end) implements FdbEntry {
    public boolean flood() {
      return mac.equals(MacAddress.ZERO);
    }
  }

  @Override
  default int compareTo(FdbEntry other) {
    return toString().compareTo(other.toString());
  }
}
