package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// A Renewed event, root key `renewed`: the answer to a READY that carried this number. ciao's own.
///
/// @param incarnation the node's membership whose presence was renewed
/// @param seq the number of the READY that asked for it
public record Renewed(long incarnation, long seq) {

  private static final String ROOT = "renewed";

  /// Reads a payload.
  public static PayloadResult<Renewed> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new Renewed(fields.number("incarnation", 0), fields.number("seq", 0));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(ROOT).put("incarnation", incarnation).put("seq", seq);
    return PayloadText.bytes(root);
  }
}
