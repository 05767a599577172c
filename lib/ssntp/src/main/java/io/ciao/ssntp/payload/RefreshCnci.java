package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import java.util.List;

/// A RefreshCNCI command, root key `cnci_refresh`: the concentrators of one tenant, for tunnels
/// between its subnets.
///
/// @param cnciUuid the concentrator that is told
/// @param cncis all of them
public record RefreshCnci(String cnciUuid, List<Cnci> cncis) {

  private static final String ROOT = "cnci_refresh";

  /// Copies the list.
  public RefreshCnci {
    cncis = List.copyOf(cncis);
  }

  /// A concentrator.
  ///
  /// @param physicalIp its outside address
  /// @param subnet what it serves, as CIDR
  /// @param tunnelIp its address within the tunnels
  /// @param tunnelId an unsigned number of 32 bits, the same for all of a tenant
  public record Cnci(String physicalIp, String subnet, String tunnelIp, int tunnelId) {}

  /// Reads a payload.
  public static PayloadResult<RefreshCnci> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new RefreshCnci(
              fields.text("cnci_uuid"),
              fields.children("cncis").stream().map(RefreshCnci::cnci).toList());
        });
  }

  private static Cnci cnci(Fields fields) {
    return new Cnci(
        fields.text("physical_ip"),
        fields.text("subnet"),
        fields.text("tunnel_ip"),
        (int) fields.unsigned32("tunnel_id"));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    var tree = root.putObject(ROOT);
    tree.put("cnci_uuid", cnciUuid);
    var list = tree.putArray("cncis");
    for (var cnci : cncis) {
      list.addObject()
          .put("physical_ip", cnci.physicalIp)
          .put("subnet", cnci.subnet)
          .put("tunnel_ip", cnci.tunnelIp)
          .put("tunnel_id", Integer.toUnsignedLong(cnci.tunnelId));
    }
    return PayloadText.bytes(root);
  }
}
