package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Prefix;

/// Where packets to some addresses go.
///
/// @param to a prefix of length 0 is the default route
/// @param link empty if it leads nowhere, or by several
public record Route(Ipv4Prefix to, String link) {
  /// Whether it is for all that has no route of its own.
  public boolean isDefault() {
    return to.length() == 0;
  }
}
