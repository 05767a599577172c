package io.ciao.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class UserTableTest {
  private final UserTable users =
      new UserTable(
          List.of(
              "root:x:0:0:root:/root:/bin/bash",
              "",
              "rootless:x:1001:1001::/home/rootless:/bin/sh",
              "broken:x::1:",
              "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin"));

  @Test
  void numberIsThatOfTheWholeName() {
    assertThat(users.number("root")).isZero();
    assertThat(users.number("nobody")).isEqualTo(65534);
    assertThat(users.number("rootless")).isEqualTo(1001);
  }

  @Test
  void whoIsNotThereIsNamed() {
    assertThatThrownBy(() -> users.number("no"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no user \"no\" in /etc/passwd");
    assertThatThrownBy(() -> users.number("broken"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user \"broken\" has no number in /etc/passwd");
  }

  @Test
  void thisMachineHasRoot() {
    assertThat(UserTable.ofThisMachine().number("root")).isZero();
  }
}
