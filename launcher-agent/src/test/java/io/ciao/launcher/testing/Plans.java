package io.ciao.launcher.testing;

import io.ciao.launcher.driver.Guest;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.ledger.InstanceName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Start plans for tests: small, valid, and about one thing each.
public final class Plans {
  private Plans() {}

  public static StartPlan of(String uid, long epoch, ImageChoice image) {
    return of(uid, epoch, image, guest("web", "", List.of()));
  }

  public static StartPlan of(String uid, long epoch, ImageChoice image, Guest guest) {
    return new StartPlan(
        new InstanceName(uid, "t1", "web"),
        epoch,
        new Machine(1, 128L << 20, 0, false, false),
        image,
        guest,
        new Nic(
            "t1/default-4096",
            "172.16.0.2",
            24,
            "02:00:ac:10:00:02",
            "172.16.0.1",
            1450,
            new Nic.Dns("t1.ciao", List.of("172.16.0.1"))));
  }

  public static Guest guest(String hostName, String userData, List<String> command) {
    return new Guest(
        hostName,
        new TreeMap<>(Map.of("laptop", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKEY a@b")),
        userData,
        command,
        new TreeMap<>(Map.of("GREETING", "hello")));
  }
}
