package io.ciao.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ScriptedSource source = new ScriptedSource();
  private final List<ObjectKey> told = new CopyOnWriteArrayList<>();
  private final Informer<String> informer =
      new Informer<>(
              "things",
              source,
              InformerTest::value,
              new Backoff(Duration.ofNanos(1000), Duration.ofMillis(1), new SplittableRandom(1)))
          .onChange(told::add);

  private static String value(ObjectNode tree) {
    var value = tree.path("value").asText();
    if (value.equals("bad")) {
      throw new IllegalArgumentException("cannot be read");
    }
    return value;
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("t1", name);
  }

  @AfterEach
  void stop() {
    informer.close();
  }

  private void reached(long version) throws InterruptedException {
    assertThat(informer.awaitVersion(version, SOON)).isTrue();
  }

  private List<String> values() {
    return informer.entries().stream().map(Informer.Entry::object).toList();
  }

  @Test
  void isNotSyncedBeforeTheFirstList() throws InterruptedException {
    source.failLists(ScriptedSource.unreachable(), ScriptedSource.refused(500));
    assertThat(informer.synced()).isFalse();
    assertThat(informer.awaitVersion(0, Duration.ZERO)).isFalse();

    informer.start();

    reached(10);
    assertThat(informer.synced()).isTrue();
    assertThat(source.lists()).isEqualTo(3);
  }

  @Test
  void tellsEachKeyOfTheFirstListAndOfEachEvent() throws InterruptedException {
    source.put("a", "u1", "1");
    informer.start();
    reached(11);

    source.put("b", "u2", "1");
    source.put("a", "u1", "2");
    reached(source.delete("b"));

    Eventually.within(SOON)
        .untilAsserted(
            () -> assertThat(told).containsExactly(key("a"), key("b"), key("a"), key("b")));
    assertThat(values()).containsExactly("2");
  }

  @Test
  void losesNothingThatHappensBetweenListAndWatch() throws InterruptedException {
    source.put("a", "u1", "1");
    source.afterNextList(
        () -> {
          source.put("b", "u2", "1");
          source.delete("a");
        });

    informer.start();

    reached(13);
    assertThat(values()).containsExactly("1");
    assertThat(informer.get(key("a"))).isEmpty();
    assertThat(source.lists()).isEqualTo(1);
  }

  @Test
  void goesOnWhereItWasWhenTheWatchBreaksOrEnds() throws InterruptedException {
    informer.start();
    reached(10);
    Eventually.within(SOON).until("watched", source::watched);

    source.breakStreams(ScriptedSource.unreachable());
    reached(source.put("a", "u1", "1"));
    source.endStreams();
    reached(source.put("a", "u1", "2"));

    assertThat(values()).containsExactly("2");
    assertThat(source.lists()).isEqualTo(1);
  }

  @Test
  void listsAgainWhenTheWatchIsTooFarBackAndTellsWhatChangedAndWhatIsGone()
      throws InterruptedException {
    source.put("changed", "u1", "1");
    source.put("gone", "u2", "1");
    source.put("same", "u3", "1");
    informer.start();
    reached(13);
    Eventually.within(SOON).until("told of all", () -> told.size() == 3);
    assertThat(informer.lists()).isEqualTo(1);
    told.clear();
    source.failWatches(ScriptedSource.unreachable(), ScriptedSource.unreachable());
    source.breakStreams(ScriptedSource.unreachable());
    synchronized (source) {
      source.put("changed", "u1", "2");
      source.delete("gone");
      source.put("new", "u4", "1");
      source.compact();
    }

    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(values()).containsExactly("2", "1", "1"));
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(told).contains(key("changed"), key("gone"), key("new")));
    assertThat(told).doesNotContain(key("same"));
    assertThat(informer.lists()).as("what happened meanwhile is not all known").isEqualTo(2);
  }

  @Test
  void seesAnObjectThatWasDeletedAndMadeAnewWhileItWasAway() throws InterruptedException {
    source.put("a", "u1", "same");
    informer.start();
    reached(11);
    Eventually.within(SOON).until("told", () -> told.size() == 1);
    synchronized (source) {
      source.breakStreams(ScriptedSource.unreachable());
      source.delete("a");
      source.put("a", "u2", "same");
      source.compact();
    }

    reached(13);

    assertThat(informer.entry(key("a")).orElseThrow().uid()).isEqualTo("u2");
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(told).contains(key("a")).hasSizeGreaterThan(1));
  }

  @Test
  void ignoresEventsThatAreOlderThanWhatItHas() throws InterruptedException {
    informer.start();
    reached(10);
    reached(source.put("a", "u1", "new"));
    Eventually.within(SOON).until("told", () -> told.size() == 1);

    source.sendStale(new WatchEvent.Upserted(ScriptedSource.object("a", "u1", "old", 5)));
    source.sendStale(new WatchEvent.Deleted(ScriptedSource.object("a", "u1", "old", 6)));
    reached(source.bookmark());

    assertThat(values()).containsExactly("new");
    assertThat(told).hasSize(1);
  }

  @Test
  void bookmarkMovesTheVersionWithoutTellingAnyone() throws InterruptedException {
    informer.start();
    reached(10);

    reached(source.bookmark());

    assertThat(told).isEmpty();
    assertThat(informer.version()).isEqualTo(11);
  }

  @Test
  void keepsTheLastGoodFormOfWhatCannotBeReadAnyMore() throws InterruptedException {
    source.put("a", "u1", "good");
    source.put("b", "u2", "bad");
    informer.start();
    reached(12);

    reached(source.put("a", "u1", "bad"));

    assertThat(values()).containsExactly("good");
    reached(source.put("b", "u2", "mended"));
    assertThat(values()).containsExactly("good", "mended");
  }

  @Test
  void givesNoFormOfAnotherObjectForOneThatCannotBeRead() throws InterruptedException {
    source.put("a", "u1", "good");
    informer.start();
    reached(11);
    source.delete("a");

    reached(source.put("a", "u2", "bad"));

    assertThat(values()).isEmpty();
  }

  @Test
  void survivesAnswersThatMakeNoSense() throws InterruptedException {
    source.failLists(new NumberFormatException("For input string"));
    informer.start();
    reached(10);
    Eventually.within(SOON).until("watched", source::watched);

    source.breakStreams(new ClassCastException("not an object"));
    reached(source.put("a", "u1", "1"));

    assertThat(values()).containsExactly("1");
  }

  @Test
  void listsAgainWhenTheWatchIsRefusedAgainAndAgain() throws InterruptedException {
    var refused = ScriptedSource.refused(504);
    source.failWatches(refused, refused, refused);

    informer.start();
    reached(10);

    Eventually.within(SOON).until("listed again", () -> source.lists() == 2);
    Eventually.within(SOON).until("watched", source::watched);
    assertThat(source.watches()).isEqualTo(4);
  }

  @Test
  void tellsTheOthersWhenAListenerFails() throws InterruptedException {
    informer.onChange(
        _ -> {
          throw new IllegalStateException("listener is broken");
        });
    var later = new CopyOnWriteArrayList<ObjectKey>();
    informer.onChange(later::add);
    informer.start();
    reached(10);

    source.put("a", "u1", "1");

    Eventually.within(SOON).untilAsserted(() -> assertThat(later).containsExactly(key("a")));
  }

  @Test
  void findsEntriesByWhatTheyHaveNowAfterEveryChange() throws InterruptedException {
    source.put("b", "u1", "red blue");
    source.put("a", "u2", "red");
    var before = byWord();
    informer.start();
    reached(12);
    assertThat(names(before.at("red"))).containsExactly("a", "b");
    assertThat(names(before.at("blue"))).containsExactly("b");

    reached(source.put("b", "u1", "green"));
    assertThat(names(before.at("red"))).containsExactly("a");
    assertThat(names(before.at("blue"))).isEmpty();
    assertThat(names(before.at("green"))).containsExactly("b");

    reached(source.delete("a"));
    assertThat(names(before.at("red"))).isEmpty();
    assertThat(names(byWord().at("green"))).as("made when objects are there").containsExactly("b");
  }

  @Test
  void findsEntriesByWhatTheyHaveAfterTheListWasReadAgain() throws InterruptedException {
    source.put("changed", "u1", "red");
    source.put("gone", "u2", "red");
    var byWord = byWord();
    informer.start();
    reached(12);
    synchronized (source) {
      source.breakStreams(ScriptedSource.unreachable());
      source.put("changed", "u1", "blue");
      source.delete("gone");
      source.compact();
    }

    reached(14);

    assertThat(names(byWord.at("red"))).isEmpty();
    assertThat(names(byWord.at("blue"))).containsExactly("changed");
  }

  @Test
  void foundEntriesAreOneListUntilOneOfThemChanges() throws InterruptedException {
    source.put("a", "u1", "red");
    source.put("b", "u2", "blue");
    var byWord = byWord();
    informer.start();
    reached(12);
    var red = byWord.at("red");
    var blue = byWord.at("blue");

    reached(source.put("b", "u2", "blue sea"));

    assertThat(byWord.at("red")).isSameAs(red);
    assertThat(byWord.at("blue")).isNotSameAs(blue).hasSize(1);
  }

  private Lookup<String, String> byWord() {
    return informer.indexed(entry -> Set.of(entry.object().split(" ")));
  }

  private static List<String> names(List<Informer.Entry<String>> entries) {
    return entries.stream().map(entry -> entry.key().name()).toList();
  }

  @Test
  void entriesAreOneImmutableListUntilSomethingChanges() throws InterruptedException {
    source.put("b", "u1", "1");
    source.put("a", "u2", "2");
    informer.start();
    reached(12);

    var before = informer.entries();
    assertThat(informer.entries()).isSameAs(before);
    reached(source.put("c", "u3", "3"));

    assertThat(before).hasSize(2);
    assertThat(values()).containsExactly("2", "1", "3");
  }

  @Test
  void closeEndsAWatchThatIsBeingRead() throws InterruptedException {
    informer.start();
    reached(10);
    Eventually.within(SOON).until("watched", source::watched);

    informer.close();

    assertThat(source.watched()).isFalse();
    var lists = source.lists();
    source.put("a", "u1", "1");
    assertThat(values()).isEmpty();
    assertThat(source.lists()).isEqualTo(lists);
  }

  @Test
  void closeDuringTheListLeavesNoWatchOpen() throws InterruptedException {
    source.afterNextList(informer::close);

    informer.start();

    Eventually.within(SOON).until("listed", () -> source.lists() == 1);
    Eventually.within(SOON)
        .untilAsserted(() -> assertThat(source.watches()).isLessThanOrEqualTo(1));
    Eventually.within(SOON).until("no watch", () -> !source.watched());
  }

  @Test
  void closeBeforeStartReturns() {
    informer.close();

    assertThat(informer.synced()).isFalse();
  }

  @Test
  void resyncMarksEveryKey() throws InterruptedException {
    source.put("a", "u1", "1");
    source.put("b", "u2", "1");
    informer.start();
    reached(12);
    Eventually.within(SOON).until("told", () -> told.size() == 2);
    told.clear();

    informer.resync();

    assertThat(told).containsExactly(key("a"), key("b"));
  }
}
