package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.apiserver.status.RequestRefused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeleteOptionsTest {
  private static final Query NONE = Query.parse("");

  private static DeleteOptions body(String body) {
    return DeleteOptions.of(
        ObjectReader.readOne(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), NONE);
  }

  @Test
  void readsTheBody() {
    DeleteOptions options =
        body(
            "{'kind':'DeleteOptions','apiVersion':'v1','propagationPolicy':'Foreground','dryRun':"
                + "['All'],'gracePeriodSeconds':0,'preconditions':{'uid':'u','resourceVersion':'9'}}");

    assertThat(options).isEqualTo(new DeleteOptions(true, Propagation.FOREGROUND, "u", "9", false));
  }

  @Test
  void readsTheQueryWhereThereIsNoBody() {
    assertThat(
            DeleteOptions.of(
                Json.object(), Query.parse("propagationPolicy=Orphan&gracePeriodSeconds=5")))
        .isEqualTo(new DeleteOptions(false, Propagation.ORPHAN, "", "", false));
    assertThat(DeleteOptions.of(Json.object(), Query.parse("orphanDependents=false")))
        .isEqualTo(new DeleteOptions(false, Propagation.BACKGROUND, "", "", true));
    assertThat(DeleteOptions.of(Json.object(), NONE)).isEqualTo(DeleteOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'propagationPolicy':'Later'} | 422
          {'propagationPolicy':'Orphan','orphanDependents':true} | 422
          {'propagationPolicy':7} | 400
          {'orphanDependents':'yes'} | 400
          {'preconditions':'u'} | 400
          {'preconditions':{'uid':4}} | 400
          {'dryRun':['Some']} | 422
          {'dryRun':'All'} | 400
          {'kind':'Instance'} | 400
          """)
  void refusesWhatMakesNoSense(String text, int code) {
    assertThatThrownBy(() -> body(text))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(code));
  }

  @Test
  void changesNothingButTheFinalizersOfTheCollector() {
    List<String> present = List.of("orphan", "ciao.io/node");

    assertThat(body("{'propagationPolicy':'Foreground'}").finalizers(present))
        .containsExactly("ciao.io/node", "foregroundDeletion");
    assertThat(body("{'propagationPolicy':'Background'}").finalizers(present))
        .containsExactly("ciao.io/node");
    assertThat(DeleteOptions.NONE.finalizers(present)).isEqualTo(present);
  }
}
