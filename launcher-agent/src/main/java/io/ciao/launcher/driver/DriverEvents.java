package io.ciao.launcher.driver;

/// Where drivers say that a pass over an instance is due: a process ended, a container restarted.
@FunctionalInterface
public interface DriverEvents {
  void changed(String uid);
}
