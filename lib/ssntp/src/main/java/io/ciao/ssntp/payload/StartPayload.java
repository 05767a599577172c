package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;

/// The whole payload of a START command as originals exchange it: three YAML documents in one text.
///
/// @param start the start document
/// @param userData cloud-init user data, verbatim; empty: none
/// @param metaData cloud-init meta-data, verbatim, JSON by convention; empty: none
public record StartPayload(Start start, String userData, String metaData) {

  /// Reads a payload: one line of JSON, or up to three documents in any order.
  public static PayloadResult<StartPayload> parse(Bytes payload) {
    var text = payload.utf8();
    if (text.stripLeading().startsWith("{")) {
      return PayloadText.parse(text, fields -> read(fields, "", ""));
    }
    return switch (StartDocuments.split(text)) {
      case Corrupt<StartDocuments>(var problem) -> new Corrupt<>(problem);
      case Parsed<StartDocuments>(var documents) ->
          PayloadText.parse(
              documents.start(),
              fields -> read(fields, documents.userData(), documents.metaData()));
    };
  }

  private static StartPayload read(Fields fields, String userData, String metaData) {
    fields.require(Start.ROOT);
    return new StartPayload(Start.read(fields), userData, metaData);
  }

  /// Three documents. The root key stands on a line of its own, by which originals find the start
  /// document; what is under it is one line of JSON.
  public Bytes toBytes() {
    return Bytes.utf8(
        "---\nstart:\n  "
            + PayloadText.line(start.tree())
            + "\n...\n---\n"
            + userData.stripTrailing()
            + "\n...\n---\n"
            + metaData.stripTrailing()
            + "\n...\n");
  }
}
