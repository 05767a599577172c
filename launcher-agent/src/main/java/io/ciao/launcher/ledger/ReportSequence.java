package io.ciao.launcher.ledger;

import java.nio.charset.StandardCharsets;

/// The agent's one counter, of reports and renewals. Numbers never repeat within an incarnation,
/// also across a crash: a block of 1,000 is reserved in storage before its first number is given
/// out, and a restart goes on behind the last reserved block.
///
/// Safe for many threads.
public final class ReportSequence {
  static final long BLOCK = 1_000;

  private static final String NAME = "report-sequence";

  private final LedgerStorage storage;
  private long next;
  private long reserved;

  public ReportSequence(LedgerStorage storage) {
    this.storage = storage;
    var stored = storage.readAll().get(NAME);
    try {
      reserved =
          stored == null ? 0 : Long.parseLong(new String(stored, StandardCharsets.US_ASCII).trim());
    } catch (NumberFormatException e) {
      throw new LedgerException(
          "the report counter in file " + NAME + " is not a number; reports would repeat numbers",
          e);
    }
    next = reserved + 1;
  }

  /// The next number; strictly greater than every one given out before.
  public synchronized long next() {
    if (next > reserved) {
      var upTo = reserved + BLOCK;
      storage.write(NAME, Long.toString(upTo).getBytes(StandardCharsets.US_ASCII));
      reserved = upTo;
    }
    return next++;
  }
}
