package io.ciao.apiserver.watchload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.watchload.Recording.Episode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The properties of etcd's watch, asked of every recording: ordered, unique, atomic, reliable,
/// resumable, bookmarkable, filtered, and that the kind of an event tells whether there was an
/// object before (is-create) and, under a selector, what it was (previous value). Pure.
public final class WatchProperties {
  private final NavigableMap<Long, SeenEvent> history = new TreeMap<>();

  /// Between which versions the history has all: what clients without a selector saw between two of
  /// their lists may be a gap for all of them.
  private final List<Episode> whole = new ArrayList<>();

  private int compared;

  /// Takes what clients without a selector saw as the history; they must agree.
  public WatchProperties(Collection<Recording> recordings) {
    for (Recording recording : recordings) {
      if (!recording.colour().isEmpty()) {
        continue;
      }
      for (Episode episode : recording.episodes()) {
        whole.add(episode);
        for (SeenEvent event : changes(episode)) {
          SeenEvent known = history.putIfAbsent(event.version(), event);
          assertThat(known == null ? event : known).as("one event a version").isEqualTo(event);
        }
      }
    }
  }

  /// How many stretches without a gap were compared with the history.
  public int compared() {
    return compared;
  }

  private boolean isWhole(long from, long to) {
    long at = from;
    while (at < to) {
      long begin = at;
      long end =
          whole.stream()
              .filter(episode -> episode.from() <= begin)
              .mapToLong(Episode::reached)
              .max()
              .orElse(begin);
      if (end <= begin) {
        return false;
      }
      at = end;
    }
    return true;
  }

  /// How many changes there were.
  public int changes() {
    return history.size();
  }

  /// How many revisions hold more than one of them.
  public long sharedRevisions() {
    return history.keySet().stream()
        .map(version -> version >> 6)
        .collect(
            java.util.stream.Collectors.groupingBy(r -> r, java.util.stream.Collectors.counting()))
        .values()
        .stream()
        .filter(count -> count > 1)
        .count();
  }

  /// Checks one recording.
  public void check(Recording recording) {
    for (Episode episode : recording.episodes()) {
      orderedAndUnique(episode);
      bookmarkable(episode);
      if (!isWhole(episode.from(), episode.reached())) {
        continue;
      }
      compared++;
      List<SeenEvent> expected = expected(recording.colour(), episode);
      // Reliable, resumable, atomic, filtered, previous value and is-create in one: exactly the
      // events that the history and the selector give, in order, whole revisions up to where the
      // recording ends.
      assertThat(changes(episode)).as("colour=%s", recording.colour()).isEqualTo(expected);
    }
  }

  private static void orderedAndUnique(Episode episode) {
    long last = episode.from();
    for (SeenEvent event : changes(episode)) {
      assertThat(event.version()).as("ordered and unique: %s", event).isGreaterThan(last);
      last = event.version();
    }
  }

  private static void bookmarkable(Episode episode) {
    long told = episode.from();
    for (SeenEvent event : episode.events()) {
      if (event.isBookmark()) {
        assertThat(event.version()).as("a bookmark never goes back").isGreaterThanOrEqualTo(told);
      } else {
        assertThat(event.version()).as("nothing comes below a bookmark").isGreaterThan(told);
      }
      told = event.version();
    }
  }

  /// What a client that selects a colour must have seen between its list and where it ended.
  private List<SeenEvent> expected(String colour, Episode episode) {
    Map<String, String> colours = new HashMap<>(episode.listed());
    List<SeenEvent> expected = new ArrayList<>();
    var between = history.subMap(episode.from(), false, episode.reached(), true);
    for (SeenEvent event : between.values()) {
      boolean before = colours.containsKey(event.name());
      boolean after = !event.isDeleted() && (colour.isEmpty() || event.colour().equals(colour));
      if (after) {
        String type = before ? "MODIFIED" : "ADDED";
        expected.add(
            new SeenEvent(type, event.name(), event.uid(), event.version(), event.colour()));
        colours.put(event.name(), event.colour());
      } else if (before) {
        // The object as it was when it was last selected.
        String was = String.valueOf(colours.remove(event.name()));
        expected.add(new SeenEvent("DELETED", event.name(), event.uid(), event.version(), was));
      }
    }
    return expected;
  }

  private static List<SeenEvent> changes(Episode episode) {
    return episode.events().stream().filter(event -> !event.isBookmark()).toList();
  }
}
