package io.ciao.launcher.report;

import java.util.List;

/// The fast way of reports: SSNTP.
@FunctionalInterface
public interface ReportChannel {

  /// Sends the reports to every scheduler that is connected; says how many that were.
  int send(List<InstanceReport> reports);
}
