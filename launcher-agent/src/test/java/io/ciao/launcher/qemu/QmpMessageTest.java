package io.ciao.launcher.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QmpMessageTest {

  @Test
  void readsWhatQemuWrites() {
    assertThat(QmpMessage.decode("{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}"))
        .isEqualTo(new QmpMessage.Greeting());
    assertThat(QmpMessage.decode("{\"return\": {\"status\": \"prelaunch\"}, \"id\": 7}"))
        .isInstanceOfSatisfying(
            QmpMessage.Return.class,
            answer -> {
              assertThat(answer.id()).isEqualTo(7);
              assertThat(answer.value().path("status").asText()).isEqualTo("prelaunch");
            });
    assertThat(QmpMessage.decode("{\"id\": 8, \"error\": {\"class\": \"G\", \"desc\": \"no\"}}"))
        .isEqualTo(new QmpMessage.Refusal(8, "no"));
    assertThat(
            QmpMessage.decode(
                "{\"timestamp\": {\"seconds\": 1}, \"event\": \"SHUTDOWN\","
                    + " \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}"))
        .isInstanceOfSatisfying(
            QmpMessage.Event.class,
            event -> {
              assertThat(event.name()).isEqualTo("SHUTDOWN");
              assertThat(event.data().path("reason").asText()).isEqualTo("guest-shutdown");
            });
  }

  @Test
  void writesOneLinePerCommand() {
    var arguments = Json.object();
    arguments.put("id", "disk\n1");

    var text = new String(QmpMessage.command(3, "device_del", arguments), StandardCharsets.UTF_8);

    assertThat(text)
        .isEqualTo("{\"execute\":\"device_del\",\"arguments\":{\"id\":\"disk\\n1\"},\"id\":3}\n");
  }

  @Test
  void whateverComesIsAMessage() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertThat(QmpMessage.decode(new String(bytes, StandardCharsets.ISO_8859_1))).isNotNull();
    }
    assertThat(QmpMessage.decode("[]")).isInstanceOf(QmpMessage.Malformed.class);
    assertThat(QmpMessage.decode("{}")).isInstanceOf(QmpMessage.Malformed.class);
  }
}
