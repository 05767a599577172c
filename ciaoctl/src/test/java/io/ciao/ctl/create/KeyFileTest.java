package io.ciao.ctl.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.ctl.apply.DryRun;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ssntp.cert.OpenSshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  private static final OpenSshKey KEY = OpenSshKey.create(new SecureRandom(), "mine");

  @TempDir private Path directory;
  private final List<String> asked = new ArrayList<>();
  private KeyFile key;
  private @Nullable RuntimeException failure;

  @BeforeEach
  void usual() {
    key = new KeyFile(KEY, "mine", KeyFile.usual(directory, "mine"));
  }

  @Test
  void liesAmongTheClientsOwnKeysReadableByItsOwnerAlone() throws IOException {
    key.around(DryRun.NONE, this::create);

    var file = directory.resolve(".ssh/ciao_mine");
    assertThat(file).hasContent(KEY.privateText());
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(directory.resolve(".ssh"))).isEqualTo("rwx------");
  }

  @Test
  void isThereBeforeThePublicHalfIsStored() {
    key.around(DryRun.NONE, this::create);

    assertThat(asked).containsExactly("SERVER without file", "NONE with file");
  }

  @Test
  void overwritesNothingAndAsksNobody() throws IOException {
    Files.createDirectories(key.file().getParent());
    Files.writeString(key.file(), "old");

    for (var mode : DryRun.values()) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> key.around(mode, this::create))
          .withMessageStartingWith("%s is there and is not overwritten", key.file());
    }
    assertThat(key.file()).hasContent("old");
    assertThat(asked).isEmpty();
  }

  @Test
  void followsNoLinkThatLeadsNowhere() throws IOException {
    Files.createDirectories(key.file().getParent());
    Files.createSymbolicLink(key.file(), directory.resolve("elsewhere"));

    assertThatThrownBy(() -> key.around(DryRun.NONE, this::create))
        .hasMessageContaining("is not overwritten");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void makesNoDirectoryThatSomebodyNamed() {
    var elsewhere = new KeyFile(KEY, "mine", directory.resolve("no/key"));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> elsewhere.around(DryRun.NONE, this::create))
        .withMessageStartingWith("%s cannot be written: ", elsewhere.file());
    assertThat(asked).containsExactly("SERVER without file");
  }

  @Test
  void isNotWrittenInADryRun() {
    key.around(DryRun.CLIENT, this::create);
    key.around(DryRun.SERVER, this::create);

    assertThat(asked).containsExactly("CLIENT without file", "SERVER without file");
    assertThat(key.file()).doesNotExist();
    assertThat(key.said(DryRun.CLIENT).orElseThrow()).contains("No file is written");
  }

  @Test
  void goesWhereTheServerRefusesIt() {
    var refusal = new ApiException(403, "Forbidden", "no", List.of());
    failure = refusal;

    assertThatThrownBy(() -> key.around(DryRun.NONE, this::create)).isSameAs(refusal);
    assertThat(asked).contains("NONE with file");
    assertThat(key.file()).doesNotExist();
  }

  @Test
  void staysWhereThePublicHalfMayBeStored() {
    failure = new ApiUnreachableException("no answer in time", new IOException());
    assertThatExceptionOfType(ApiUnreachableException.class)
        .isThrownBy(() -> key.around(DryRun.NONE, this::create))
        .withMessage(
            "no answer in time; sshkey/mine may be stored all the same, so its private half stays"
                + " in %s",
            key.file());
    assertThat(key.file()).hasContent(KEY.privateText());

    var other = new KeyFile(KEY, "mine", directory.resolve("other"));
    failure = new ApiException(409, "AlreadyExists", "taken", List.of());
    assertThatThrownBy(() -> other.around(DryRun.NONE, this::create))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("taken; sshkey/mine may be stored");
    assertThat(other.file()).exists();
  }

  @Test
  void saysWhereItIsAndHowToUseItButNotWhatItIs() {
    assertThat(key.said(DryRun.NONE).orElseThrow())
        .contains("private half is in " + key.file())
        .contains("ciaoctl run web --workload WORKLOAD --ssh-key mine\n")
        .contains("ciaoctl ssh -i %s web".formatted(key.file()))
        .doesNotContain("PRIVATE KEY");
    assertThat(key.toString()).doesNotContain("PRIVATE KEY");
  }

  /// Refuses only what would be stored.
  private ObjectNode create(DryRun mode) {
    var there = Files.exists(key.file(), LinkOption.NOFOLLOW_LINKS);
    asked.add(mode + (there ? " with file" : " without file"));
    if (mode == DryRun.NONE && failure != null) {
      throw failure;
    }
    return Json.object();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
