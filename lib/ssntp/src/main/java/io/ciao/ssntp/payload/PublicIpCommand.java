package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// AssignPublicIP, root key `assign_public_ip`, or ReleasePublicIP, root key `release_public_ip`.
///
/// @param sort which of them
/// @param address the address and what it leads to
public record PublicIpCommand(Sort sort, PublicIp address) {

  /// What is wanted of the concentrator.
  public enum Sort {
    /// It announces the address and leads it to the instance.
    ASSIGN("assign_public_ip"),
    /// It gives the address up.
    RELEASE("release_public_ip");

    private final String root;

    Sort(String root) {
      this.root = root;
    }
  }

  /// Reads a payload.
  public static PayloadResult<PublicIpCommand> parse(Sort sort, Bytes payload) {
    return PayloadText.parse(
        payload,
        sort.root,
        root -> new PublicIpCommand(sort, PublicIp.read(root.child(sort.root))));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    address.write(root.putObject(sort.root));
    return PayloadText.bytes(root);
  }
}
