package io.ciao.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.request.WriteOptions.FieldValidation;
import io.ciao.apiserver.status.RequestRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  private static final KindDefinition INSTANCE = KindRegistry.load().require("Instance");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceVersion=x",
        "resourceVersion=-1",
        "resourceVersionMatch=Sometimes&resourceVersion=1",
        "resourceVersionMatch=NotOlderThan",
        "resourceVersionMatch=Exact&resourceVersion=0",
        "sendInitialEvents=true",
        "watch=true&sendInitialEvents=true",
        "watch=true&resourceVersionMatch=NotOlderThan",
        "watch=perhaps",
        "timeoutSeconds=-5",
        "fieldSelector=status.phase=Running",
        "fieldSelector=metadata.name",
        "labelSelector=a in (b",
        "limit=-1",
        "limit=many",
        "continue=nonsense",
        "continue=eyJ2IjoxLCJydiI6NSwibmFtZSI6ImEifQ&resourceVersion=5",
        "continue=eyJ2IjoxLCJydiI6NSwibmFtZSI6ImEifQ&resourceVersionMatch=Exact",
      })
  void refusesReadOptionsThatMakeNoSense(String query) {
    assertThatThrownBy(() -> ReadOptions.of(Query.parse(query), INSTANCE))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource({
    "watch=true,                                                             true",
    "watch=true&resourceVersion=0,                                           true",
    "watch=true&resourceVersion=7,                                           false",
    "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan,       true",
    "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=7, true",
    "watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=7, false",
    "watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan,      false",
  })
  void knowsWhichWatchesBeginWithTheState(String query, boolean expected) {
    assertThat(ReadOptions.of(Query.parse(query), INSTANCE).beginsWithState()).isEqualTo(expected);
  }

  @Test
  void silenceIsNeverWantedShorterThanThreeSeconds() {
    assertThat(WatchOptions.of(Query.parse("watch=1")).maxSilenceSeconds()).isEmpty();
    assertThat(WatchOptions.of(Query.parse("maxSilenceSeconds=0")).maxSilenceSeconds()).hasValue(3);
    assertThat(WatchOptions.of(Query.parse("maxSilenceSeconds=15")).maxSilenceSeconds())
        .hasValue(15);
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                                    false",
    "limit=5,                                               false",
    "limit=5&resourceVersion=0,                             false",
    "resourceVersion=7,                                     false",
    "limit=5&resourceVersion=7,                             true",
    "resourceVersion=7&resourceVersionMatch=Exact,          true",
    "limit=5&resourceVersion=7&resourceVersionMatch=NotOlderThan, false",
  })
  void knowsWhichListsMeanOneMoment(String query, boolean expected) {
    assertThat(ReadOptions.of(Query.parse(query), INSTANCE).exact()).isEqualTo(expected);
  }

  @Test
  void readsWriteOptions() {
    WriteOptions plain = WriteOptions.of(Query.parse(""));
    WriteOptions dry = WriteOptions.of(Query.parse("dryRun=All&fieldValidation=Warn"));

    assertThat(plain).isEqualTo(new WriteOptions(false, FieldValidation.STRICT));
    assertThat(dry).isEqualTo(new WriteOptions(true, FieldValidation.WARN));
    assertThatThrownBy(() -> WriteOptions.of(Query.parse("dryRun=Some")))
        .hasMessageContaining("supported values: \"All\"");
    assertThatThrownBy(() -> WriteOptions.of(Query.parse("fieldValidation=Lax")))
        .hasMessageContaining("fieldValidation");
  }

  @Test
  void choosesTheFirstFormThatIsOffered() {
    Query none = Query.parse("");

    assertThat(OutputForm.of("", none)).isEqualTo(new OutputForm.Plain());
    assertThat(OutputForm.of("*/*", none)).isEqualTo(new OutputForm.Plain());
    assertThat(OutputForm.of("application/vnd.kubernetes.protobuf,application/json", none))
        .isEqualTo(new OutputForm.Plain());
    assertThat(
            OutputForm.of(
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
                Query.parse("includeObject=Object")))
        .isEqualTo(new OutputForm.Table("v1", OutputForm.Include.OBJECT));
    assertThat(OutputForm.of("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", none))
        .isEqualTo(new OutputForm.MetadataOnly("v1"));
    assertThatThrownBy(() -> OutputForm.of("application/vnd.kubernetes.protobuf", none))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(406));
  }
}
