package io.ciao.apiserver.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.store.ResourceKey;
import io.ciao.store.Sealing.SealedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSealingTest {
  private static final ResourceKey KEY = ResourceKey.namespaced("secrets", "team", "db");
  private static final String SECRET =
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: db
        namespace: team
        uid: 6f1b0d0a-0000-4000-8000-000000000001
        labels: {app: shop}
        annotations: {kubectl.kubernetes.io/last-applied-configuration: hunter2}
      data: {password: aHVudGVyMg==}
      type: Opaque
      """;

  @TempDir private Path directory;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong nanos = new AtomicLong();
  private Path file;

  @BeforeEach
  void place() {
    file = directory.resolve("secret-keys.yaml");
  }

  private SecretSealing sealing() throws IOException {
    return new SecretSealing(KeyFile.open(file, random, nanos::get), random);
  }

  private static ObjectNode secret() {
    return ObjectReader.readOne(SECRET.getBytes(StandardCharsets.UTF_8));
  }

  private static String key(String id, int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return "- {id: " + id + ", key: '" + Base64.getEncoder().encodeToString(bytes) + "'}\n";
  }

  private void write(String... keys) throws IOException {
    Files.writeString(file, "keys:\n" + String.join("", keys));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusNanos(nanos.get())));
  }

  @Test
  void showsNoValueAndOpensToTheSame() throws Exception {
    SecretSealing sealing = sealing();
    ObjectNode stored = sealing.seal(KEY, secret());

    String text = Json.writeText(stored);
    assertThat(text).doesNotContain("hunter2", "aHVudGVyMg", "Opaque", "last-applied");
    assertThat(stored.at("/metadata/labels/app").asText()).isEqualTo("shop");
    assertThat(stored.path("kind").asText()).isEqualTo("Secret");
    assertThat(sealing.open(KEY, stored.deepCopy())).isEqualTo(secret());
    assertThat(sealing.seal(KEY, secret())).isNotEqualTo(stored);
    assertThat(sealing.stale()).isEmpty();
  }

  @Test
  void leavesOtherKindsAlone() throws Exception {
    ResourceKey map = ResourceKey.namespaced("configmaps", "team", "db");
    ObjectNode tree = secret();
    assertThat(sealing().seal(map, tree)).isSameAs(tree);
    assertThat(sealing().open(map, tree)).isSameAs(tree);
  }

  @Test
  void refusesWhatWasChangedOrMoved() throws Exception {
    SecretSealing sealing = sealing();
    ObjectNode stored = sealing.seal(KEY, secret());

    ResourceKey elsewhere = ResourceKey.namespaced("secrets", "evil", "db");
    assertThatThrownBy(() -> sealing.open(elsewhere, stored.deepCopy()))
        .isInstanceOf(SealedException.class);
    ObjectNode reborn = stored.deepCopy();
    ((ObjectNode) reborn.get("metadata")).put("uid", "another");
    assertThatThrownBy(() -> sealing.open(KEY, reborn)).isInstanceOf(SealedException.class);
    for (String field : new String[] {"dataKey", "value"}) {
      ObjectNode bad = stored.deepCopy();
      byte[] bytes = Base64.getDecoder().decode(bad.at("/sealed/" + field).asText());
      bytes[bytes.length / 2] ^= 1;
      ((ObjectNode) bad.get("sealed")).put(field, Base64.getEncoder().encodeToString(bytes));
      assertThatThrownBy(() -> sealing.open(KEY, bad)).isInstanceOf(SealedException.class);
    }
  }

  @Test
  void exchangesKeysWithoutARestart() throws Exception {
    write(key("old", 1));
    SecretSealing sealing = sealing();
    ObjectNode before = sealing.seal(KEY, secret());

    write(key("new", 2), key("old", 1));
    assertThat(sealing.open(KEY, before.deepCopy())).isEqualTo(secret());
    assertThat(sealing.stale()).containsExactly(KEY);
    ObjectNode after = sealing.seal(KEY, secret());
    assertThat(after.at("/sealed/key").asText()).isEqualTo("new");
    assertThat(sealing.open(KEY, after.deepCopy())).isEqualTo(secret());
    assertThat(sealing.stale()).isEmpty();

    write(key("new", 2));
    assertThat(sealing.open(KEY, after.deepCopy())).isEqualTo(secret());
    assertThatThrownBy(() -> sealing.open(KEY, before))
        .isInstanceOf(SealedException.class)
        .hasMessageContaining("\"old\"")
        .hasMessageContaining("lacks");
  }

  @Test
  void keepsItsKeysWhenAChangeCannotBeRead() throws Exception {
    write(key("only", 1));
    SecretSealing sealing = sealing();
    ObjectNode stored = sealing.seal(KEY, secret());

    write("- {id: broken, key: short}\n");

    assertThat(sealing.open(KEY, stored)).isEqualTo(secret());
  }

  @Test
  void opensWhatWasPutUnsealedAndRemembersIt() throws Exception {
    SecretSealing sealing = sealing();

    assertThat(sealing.open(KEY, secret())).isEqualTo(secret());
    assertThat(sealing.stale()).containsExactly(KEY);
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws Exception {
    sealing();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(this::sealing)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void saysWhatIsWrongWithTheFileAndShowsNoKey() throws Exception {
    write("- {id: a, key: 'c2VjcmV0!'}\n");
    assertThatThrownBy(this::sealing)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not base64")
        .hasMessageNotContaining("c2VjcmV0");
    write(key("a", 1), key("a", 2));
    assertThatThrownBy(this::sealing).hasMessageContaining("stands twice");
    write();
    assertThatThrownBy(this::sealing).hasMessageContaining("at least one key");
  }
}
