package io.ciao.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.command.CommandRunner;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessTableTest {
  private static final String STAT =
      "42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 13 7 0 0 20 0 1 0 987654 1000000 250 "
          + "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0";

  @Test
  void readsAProgramNameWithParenthesesAndSpaces() {
    var facts = ProcessTable.parse(42, STAT, "prog\0--flag\0a b\0");
    assertThat(facts.process()).isEqualTo(new ManagedProcess(42, 987654));
    assertThat(facts.state()).isEqualTo('S');
    assertThat(facts.cpuTicks()).isEqualTo(20);
    assertThat(facts.rssBytes()).isEqualTo(250 * 4096);
    assertThat(facts.cmdline()).isEqualTo(List.of("prog", "--flag", "a b"));
  }

  @Test
  void zombieIsNotAlive() {
    var facts = ProcessTable.parse(42, STAT.replace(") S ", ") Z "), "");
    assertThat(facts.alive()).isFalse();
    assertThat(facts.cmdline()).isEmpty();
  }

  @Test
  void anotherProcessWithTheSamePidIsNotTheOne() {
    var table = new ProcessTable(new CommandRunner());
    var self = table.identify(ProcessHandle.current().pid()).orElseThrow();
    assertThat(table.alive(self)).isTrue();
    assertThat(table.alive(new ManagedProcess(self.pid(), self.startTicks() + 1))).isFalse();
    assertThat(table.signal(new ManagedProcess(self.pid(), self.startTicks() + 1), "KILL"))
        .isFalse();
  }
}
