package io.ciao.linux.dnsmasq;

import io.ciao.linux.process.ManagedProcess;
import java.nio.file.Path;

/// One step that brings a dnsmasq nearer to its plan.
public sealed interface DnsmasqAction {
  /// Ends it and waits until it is gone.
  record End(ManagedProcess process) implements DnsmasqAction {}

  /// Puts the file in place whole.
  record Write(Path file, String content) implements DnsmasqAction {}

  record Delete(Path file) implements DnsmasqAction {}

  /// Makes it read its hosts again.
  record Reload(ManagedProcess process) implements DnsmasqAction {}

  record Start(String config) implements DnsmasqAction {}
}
