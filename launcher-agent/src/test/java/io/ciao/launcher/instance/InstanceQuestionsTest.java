package io.ciao.launcher.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.meta.Finalizers;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.testing.Certificates;
import io.ciao.launcher.testing.FakeApi;
import io.ciao.launcher.testing.Objects;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Taking the node's finalizer off `t1/web`, and asking which epoch of it counts.
class InstanceQuestionsTest {
  private static final String HOST = "127.0.0.1";
  private static final InstanceName WEB = new InstanceName("u1", "t1", "web");

  @TempDir private Path directory;
  private final ManualClock clock = ManualClock.atStart();
  private FakeApi api;
  private ApiClient client;
  private InstanceQuestions questions;

  @BeforeEach
  void start() throws Exception {
    var certificates = new Certificates();
    certificates.node("n1", directory, HOST);
    api = new FakeApi(certificates.apiserver(HOST), HOST);
    var tls = TlsFiles.in(directory).read().sslContext();
    client = new ApiClient(new HttpCalls(List.of(api.url()), tls, Duration.ofSeconds(10), _ -> {}));
    questions = new InstanceQuestions(client, clock);
  }

  @AfterEach
  void stop() {
    client.close();
    api.stop();
  }

  private void present(String uid, List<String> finalizers) {
    api.put(
        "instances",
        "t1",
        "web",
        object -> {
          ObjectNode metadata = object.withObject("/metadata").put("uid", uid);
          ArrayNode list = metadata.putArray("finalizers");
          finalizers.forEach(list::add);
          return object;
        });
  }

  private List<String> left() {
    var object = api.get("instances", "t1", "web").orElseThrow();
    return object
        .path("metadata")
        .path("finalizers")
        .valueStream()
        .map(finalizer -> finalizer.asText())
        .toList();
  }

  @Test
  void takesOursOffAloneWhereverItStands() {
    for (var finalizers :
        List.of(
            List.of(Finalizers.NODE),
            List.of(Finalizers.NODE, "example.org/other"),
            List.of("example.org/other", Finalizers.NODE))) {
      present("u1", finalizers);
      questions.removeFinalizer(WEB);

      var others = finalizers.stream().filter(f -> !f.equals(Finalizers.NODE)).toList();
      assertThat(left()).as("of %s", finalizers).isEqualTo(others);
    }
  }

  @Test
  void doesNothingToAnObjectThatHasNoneOrIsAnotherOrIsGone() {
    present("u1", List.of("example.org/other"));
    questions.removeFinalizer(WEB);
    assertThat(left()).containsExactly("example.org/other");

    present("u2", List.of(Finalizers.NODE));
    questions.removeFinalizer(WEB);
    assertThat(left()).as("the next object of that name").containsExactly(Finalizers.NODE);

    api.delete("instances", "t1", "web");
    questions.removeFinalizer(WEB);
    assertThat(api.get("instances", "t1", "web")).isEmpty();
  }

  @Test
  void remembersForAWhileThatItIsOff() {
    present("u1", List.of(Finalizers.NODE));
    assertThat(questions.letGo("u1")).isFalse();

    questions.removeFinalizer(WEB);

    assertThat(questions.letGo("u1")).isTrue();
    clock.advance(InstanceQuestions.LET_GO);
    assertThat(questions.letGo("u1")).isFalse();
  }

  /// An end that was said is an end; whoever lives on has to be asked about again.
  @ParameterizedTest
  @CsvSource({"7, CURRENT, NONE", "6, SUPERSEDED, SUPERSEDED"})
  void answerIsAsGoodAsItCanBe(long epoch, CheckAnswer answer, CheckAnswer later) {
    bound(7);
    assertThat(questions.answer("u1", epoch)).as("nobody has asked").isEqualTo(CheckAnswer.NONE);

    questions.ask(WEB, epoch);

    clock.advance(InstanceQuestions.FRESH.minusMillis(1));
    assertThat(questions.answer("u1", epoch)).isEqualTo(answer);
    assertThat(questions.answer("u1", epoch + 1)).isEqualTo(CheckAnswer.NONE);
    clock.advance(Duration.ofMillis(1));
    assertThat(questions.answer("u1", epoch)).isEqualTo(later);
  }

  @Test
  void whatIsGoneIsGoneUntilItIsForgotten() {
    questions.ask(WEB, 7);
    clock.advance(Duration.ofDays(1));
    assertThat(questions.answer("u1", 7)).isEqualTo(CheckAnswer.GONE);

    questions.forgetAnswers("u1");
    assertThat(questions.answer("u1", 7)).isEqualTo(CheckAnswer.NONE);
  }

  /// Whatever was said before: what cannot be asked about is kept.
  @Test
  void apiserverThatCannotBeAskedHasSaidToKeep() {
    bound(7);
    questions.ask(WEB, 7);
    api.stop();

    questions.ask(WEB, 7);

    assertThat(questions.answer("u1", 7)).isEqualTo(CheckAnswer.UNREADABLE);
    clock.advance(InstanceQuestions.FRESH);
    assertThat(questions.answer("u1", 7)).isEqualTo(CheckAnswer.NONE);
  }

  private void bound(long epoch) {
    api.put("instances", "t1", "web", Objects.instance("web", "u1", "n1", "n1-uid", epoch));
  }

  @Test
  void anApiserverThatDoesNotAnswerIsAFailure() {
    api.stop();

    assertThatThrownBy(() -> questions.removeFinalizer(WEB))
        .isInstanceOf(ApiUnreachableException.class);
    assertThat(questions.letGo("u1")).isFalse();
  }
}
