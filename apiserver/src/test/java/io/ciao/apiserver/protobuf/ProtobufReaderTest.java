package io.ciao.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufReaderTest {
  private static final ProtobufReader READER = ProtobufReader.load();

  /// Writes messages as clients do; every call adds one field.
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Bytes message(int field, Bytes inner) {
      return bytes(field, inner.out.toByteArray());
    }

    Bytes bytes(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Bytes number(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    Bytes entry(int field, String key, String value) {
      return message(field, new Bytes().text(1, key).text(2, value));
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  private static byte[] envelope(String apiVersion, String kind, Bytes object) {
    Bytes unknown =
        new Bytes()
            .message(1, new Bytes().text(1, apiVersion).text(2, kind))
            .message(2, object)
            .text(3, "")
            .text(4, "");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {'k', '8', 's', 0});
    body.writeBytes(unknown.toBytes());
    return body.toByteArray();
  }

  private static ObjectNode yaml(String text) {
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
  }

  /// What kubectl sends for a Secret: every field that cannot be absent is there, empty.
  @Test
  void readsASecretAsItsJsonWouldBe() throws Exception {
    Bytes metadata =
        new Bytes()
            .text(1, "db")
            .text(2, "")
            .text(3, "team")
            .text(4, "")
            .text(5, "")
            .text(6, "")
            .number(7, 0)
            .message(8, new Bytes())
            .entry(11, "app", "shop")
            .entry(11, "tier", "")
            .text(14, "ciao.io/x");
    Bytes secret =
        new Bytes()
            .message(1, metadata)
            .message(2, new Bytes().text(1, "password").bytes(2, new byte[] {0, -1, 1}))
            .text(3, "Opaque")
            .entry(4, "user", "max")
            .number(5, 0);

    assertThat(READER.read(envelope("v1", "Secret", secret)))
        .isEqualTo(
            yaml(
                """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: db
                  namespace: team
                  labels: {app: shop, tier: ""}
                  finalizers: [ciao.io/x]
                data: {password: AP8B}
                type: Opaque
                stringData: {user: max}
                immutable: false
                """));
  }

  @Test
  void readsTimesNumbersAndEmptyHolders() throws Exception {
    Bytes time = new Bytes().number(1, 1_795_000_000L).number(2, 123_456_789);
    Bytes lease =
        new Bytes()
            .message(1, new Bytes().text(1, "leader"))
            .message(
                2,
                new Bytes()
                    .text(1, "")
                    .number(2, 15)
                    .message(3, time)
                    .message(4, new Bytes())
                    .number(5, 0));

    ObjectNode tree = READER.read(envelope("coordination.k8s.io/v1", "Lease", lease));

    assertThat(tree.path("spec"))
        .isEqualTo(
            yaml(
                """
                holderIdentity: ""
                leaseDurationSeconds: 15
                acquireTime: "2026-11-18T11:06:40.123456Z"
                leaseTransitions: 0
                """));
  }

  @Test
  void readsNestedListsAndDeleteOptionsOfAnyVersion() throws Exception {
    Bytes rule = new Bytes().text(1, "get").text(1, "list").text(2, "").text(3, "secrets");
    Bytes role = new Bytes().message(1, new Bytes().text(1, "r")).message(2, rule);
    assertThat(READER.read(envelope("rbac.authorization.k8s.io/v1", "Role", role)).path("rules"))
        .isEqualTo(
            yaml("rules: [{verbs: [get, list], apiGroups: [''], resources: [secrets]}]")
                .path("rules"));

    Bytes options = new Bytes().number(1, 0).number(3, 0).text(4, "Background").text(5, "All");
    assertThat(READER.read(envelope("coordination.k8s.io/v1", "DeleteOptions", options)))
        .isEqualTo(
            yaml(
                """
                apiVersion: coordination.k8s.io/v1
                kind: DeleteOptions
                gracePeriodSeconds: 0
                orphanDependents: false
                propagationPolicy: Background
                dryRun: [All]
                """));
  }

  @Test
  void readsExtraAndManagedFields() throws Exception {
    Bytes extra = new Bytes().text(1, "scopes").message(2, new Bytes().text(1, "a").text(1, "b"));
    Bytes review =
        new Bytes()
            .message(1, new Bytes())
            .message(2, new Bytes().text(3, "max").text(4, "devs").message(5, extra));
    assertThat(
            READER
                .read(envelope("authorization.k8s.io/v1", "SubjectAccessReview", review))
                .path("spec"))
        .isEqualTo(yaml("user: max\ngroups: [devs]\nextra: {scopes: [a, b]}"));

    Bytes entry = new Bytes().text(1, "kubectl").message(7, new Bytes().text(1, "{\"f:data\":{}}"));
    Bytes map = new Bytes().message(1, new Bytes().text(1, "m").message(17, entry));
    assertThat(READER.read(envelope("v1", "ConfigMap", map)).at("/metadata/managedFields/0"))
        .isEqualTo(yaml("manager: kubectl\nfieldsV1: {'f:data': {}}"));
  }

  @Test
  void leavesOutFieldsThatItDoesNotKnow() throws Exception {
    Bytes map =
        new Bytes()
            .number(900, 7)
            .text(901, "x")
            .message(1, new Bytes().text(1, "m").text(99, "new"));

    assertThat(READER.read(envelope("v1", "ConfigMap", map)))
        .isEqualTo(yaml("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k8s", "{}", "k8s\0\u0008", "k8s\0\u0012\u007f", "k8s\0\u000f"})
  void refusesWhatIsNoObject(String text) {
    assertThatThrownBy(() -> READER.read(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(MalformedProtobufException.class);
  }

  @Test
  void refusesKindsWithoutATable() {
    assertThatThrownBy(() -> READER.read(envelope("v1", "Pod", new Bytes())))
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("send JSON");
  }

  /// Whatever bytes come, the answer is an object or the declared refusal.
  @Test
  void survivesDamage() {
    SplittableRandom random = new SplittableRandom(42);
    Bytes secret =
        new Bytes()
            .message(1, new Bytes().text(1, "db").entry(11, "a", "b").message(8, new Bytes()))
            .message(2, new Bytes().text(1, "k").text(2, "v"));
    byte[] good = envelope("v1", "Secret", secret);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        bad[random.nextInt(4, bad.length)] = (byte) random.nextInt();
      }
      try {
        READER.read(bad);
        read++;
      } catch (MalformedProtobufException expected) {
        assertThat(expected).hasMessageNotContaining("\0");
      }
    }
    assertThat(read).isBetween(1, 19_999);
  }

  @Test
  void everyKindOfTheTableIsReadEmpty() throws Exception {
    for (String kind : MessageTable.load().kinds()) {
      String[] words = kind.replace("*", "v1").split(" ", 2);
      assertThat(READER.read(envelope(words[0], words[1], new Bytes())).path("kind").asText())
          .isEqualTo(words[1]);
    }
  }
}
