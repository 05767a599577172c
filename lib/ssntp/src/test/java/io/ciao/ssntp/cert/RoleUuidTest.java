package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleUuidTest {

  private static final Roles AGENTS = Roles.of(Role.AGENT, Role.NET_AGENT);

  @TempDir private Path directory;

  private UUID once(Roles roles) {
    try (var uuid = RoleUuid.open(directory, roles)) {
      assertThat(uuid.isKept()).isTrue();
      return uuid.uuid();
    }
  }

  @Test
  void eachRoleKeepsItsOwn() throws IOException {
    var first = once(AGENTS);

    assertThat(once(AGENTS)).isEqualTo(first);
    assertThat(once(Roles.of(Role.CONTROLLER))).isNotEqualTo(first);
    var file = directory.resolve("0x14");
    assertThat(file).hasContent(first.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void anOriginalsFileIsTaken() throws IOException {
    var uuid = UUID.randomUUID();
    Files.writeString(directory.resolve("0x14"), uuid + "\n");

    assertThat(once(AGENTS)).isEqualTo(uuid);
  }

  @Test
  void garbageIsReplaced() throws IOException {
    Files.writeString(directory.resolve("0x14"), "1-2-3-4-5");

    var made = once(AGENTS);

    assertThat(directory.resolve("0x14")).hasContent(made.toString());
  }

  @Test
  void whileOneHoldsItAnotherGetsARandomOne() {
    UUID kept;
    try (var holder = RoleUuid.open(directory, AGENTS);
        var second = RoleUuid.open(directory, AGENTS);
        var third = RoleUuid.open(directory, AGENTS)) {
      kept = holder.uuid();
      assertThat(second.isKept()).isFalse();
      assertThat(second.uuid()).isNotEqualTo(kept).isNotEqualTo(third.uuid());
    }
    assertThat(once(AGENTS)).isEqualTo(kept);
  }

  @Test
  void withoutADirectoryItIsRandom() throws IOException {
    var file = Files.createFile(directory.resolve("file"));

    try (var uuid = RoleUuid.open(file, AGENTS)) {
      assertThat(uuid.isKept()).isFalse();
    }
  }
}
