package io.ciao.launcher.docker;

import io.ciao.basis.file.Trees;
import io.ciao.launcher.driver.StartPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is mounted into a container: an own resolv.conf and hosts. With `--network none` the engine
/// would put the host's name server into resolv.conf, whatever `--dns` says.
final class ContainerFiles {
  private final Path directory;

  ContainerFiles(Path state, String uid) {
    this.directory = state.resolve("containers").resolve(uid);
  }

  Path resolvConf() {
    return directory.resolve("resolv.conf");
  }

  Path hosts() {
    return directory.resolve("hosts");
  }

  /// Writes both in place: a mounted file that is replaced would not be seen by the container.
  void write(StartPlan plan) throws IOException {
    Files.createDirectories(directory);
    var dns = plan.nic().dns();
    var resolv = new StringBuilder();
    if (!dns.domain().isEmpty()) {
      resolv.append("search ").append(dns.domain()).append('\n');
    }
    dns.nameServers().forEach(server -> resolv.append("nameserver ").append(server).append('\n'));
    Files.writeString(resolvConf(), resolv.toString());
    var name = plan.guest().hostName();
    var full = dns.domain().isEmpty() ? name : name + "." + dns.domain() + " " + name;
    Files.writeString(hosts(), "127.0.0.1 localhost\n" + plan.nic().address() + " " + full + "\n");
  }

  void remove() throws IOException {
    Trees.remove(directory);
  }
}
