package io.ciao.launcher.instance;

import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.ledger.InstanceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The drivers of this node by their names.
public final class Drivers {
  private final TreeMap<String, Driver> byName = new TreeMap<>();

  public Drivers(List<Driver> drivers) {
    drivers.forEach(driver -> byName.put(driver.name(), driver));
  }

  Optional<Driver> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Driver> all() {
    return byName.values();
  }

  /// The driver that holds something of an instance of which the ledger knows nothing; empty if
  /// none does. One whose engine is away lists nothing.
  Optional<Driver> holding(String uid) throws DriverException {
    for (var driver : byName.values()) {
      if (driver.instances().containsKey(uid)) {
        return Optional.of(driver);
      }
    }
    return Optional.empty();
  }

  /// Every instance of which any driver holds something.
  public Map<String, InstanceName> instances() throws DriverException {
    var found = new TreeMap<String, InstanceName>();
    for (var driver : byName.values()) {
      found.putAll(driver.instances());
    }
    return found;
  }
}
