package io.ciao.ssntp.payload;

import io.ciao.basis.address.Ipv4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// The numbers by which the original tells tunnels apart. They stand in its payloads alone: the
/// tunnels themselves have VNIs.
public final class TenantNumbers {
  private TenantNumbers() {}

  /// The `subnet_key`: the four bytes of a subnet's first address, read little-endian. Another one
  /// ends an original's agent.
  public static int subnetKey(Ipv4Address network) {
    return ByteBuffer.wrap(network.bytes()).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /// The `tunnel_id`: the CRC-32 of the tenant's text.
  public static int tunnelId(String tenant) {
    var crc = new CRC32();
    crc.update(tenant.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
