package io.ciao.ctl.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevInhabitantsTest {
  private final DevInhabitants inhabitants = new DevInhabitants(Path.of("/c/dev"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/java -Xmx288m -Dciao.launcher=/d/bin/ciao-apiserver"
            + " io.ciao.apiserver.ApiServerMain --dir /c/dev/apiserver",
        "/bin/sh /d/bin/ciao-launcher-agent --dir /c/dev/cn1 --tls /c/dev/tls/cn1",
        "nsenter --net=/run/netns/ciao-dev-nn1 /d/bin/ciao-cnci-agent --dir /c/dev/nn1-cnci",
        "setsid /d/bin/ciao-scheduler --dir /c/dev/scheduler",
        "busybox httpd -f -h /c/dev/outside"
      })
  void aProgramIsOursHoweverFarItsStartHasCome(String line) {
    assertThat(inhabitants.isProgram(words(line))).isTrue();
    assertThat(inhabitants.isOutliving(words(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/qemu-system-x86_64 -pidfile /c/dev/cn1/instances/x/pid",
        "dnsmasq --conf-file=/c/dev/nn1-cnci/x.conf",
        "etcd --data-dir=/c/dev/apiserver/etcd/data"
      })
  void guestsAndHelpersOutliveTheirProgram(String line) {
    assertThat(inhabitants.isOutliving(words(line))).isTrue();
    assertThat(inhabitants.isProgram(words(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vi /c/dev/log/apiserver.log",
        "tail -f /c/dev/log/ciao-apiserver.log",
        "/usr/bin/java -jar x.jar /c/dev/dev.json",
        "/d/bin/ciao-scheduler --dir /c/dev2/scheduler",
        "etcd --data-dir=/c/other/apiserver/etcd/data"
      })
  void othersAreLeftAlone(String line) {
    assertThat(inhabitants.isProgram(words(line))).isFalse();
    assertThat(inhabitants.isOutliving(words(line))).isFalse();
  }

  @Test
  void aProcessWithoutACommandLineIsNobodys() {
    assertThat(inhabitants.isProgram(List.of())).isFalse();
    assertThat(inhabitants.isOutliving(List.of())).isFalse();
  }

  private static List<String> words(String line) {
    return List.of(line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/java -Dciao.launcher=/d/bin/ciao-launcher-agent X --dir /c/dev/cn1 --node cn1",
        "setsid nsenter --net=/run/netns/ciao-dev-cn1 /d/bin/ciao-launcher-agent --dir /c/dev/cn1",
        "/usr/bin/qemu-system-x86_64 -pidfile /c/dev/cn1/instances/x/pid",
        "dnsmasq --conf-file=/c/dev/cn1-cnci/x.conf"
      })
  void whatRunsOnANodeIsTold(String line) {
    assertThat(inhabitants.isOf(Set.of("cn1", "cn1-cnci"), words(line))).isTrue();
  }

  /// Least of all another node whose name begins alike.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/d/bin/ciao-launcher-agent --dir /c/dev/cn10 --node cn10",
        "/d/bin/ciao-cnci-agent --dir /c/dev/cn1-cnci --tls /c/dev/tls/cn1",
        "/usr/bin/qemu-system-x86_64 -pidfile /c/dev/cn2/instances/x/pid",
        "/d/bin/ciao-apiserver --dir /c/dev/apiserver",
        "/d/bin/ciao-launcher-agent --dir /c/dev2/cn1",
        "tail -f /c/dev/cn1/x.log"
      })
  void whatRunsElsewhereIsLeftAlone(String line) {
    assertThat(inhabitants.isOf(Set.of("cn1"), words(line))).isFalse();
  }
}
