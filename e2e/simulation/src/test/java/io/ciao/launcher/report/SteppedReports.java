package io.ciao.launcher.report;

/// One turn of reports on the caller's thread.
public final class SteppedReports {
  private SteppedReports() {}

  /// Sends what is due.
  public static void turn(ReportSender reports) {
    reports.turn();
  }
}
