package io.ciao.apiserver.watchload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one client saw, over however many streams: begun by lists, gone on with after every cut at
/// the last version it had. Confined to one thread at a time.
///
/// @param colour what it selects; empty for everything
public final class Recording {
  private final String colour;
  private final List<Episode> episodes = new ArrayList<>();

  public Recording(String colour) {
    this.colour = colour;
  }

  /// What followed one list without a gap.
  ///
  /// @param from the list's version
  /// @param listed colours by name
  /// @param uids by name
  public record Episode(
      long from, Map<String, String> listed, Map<String, String> uids, List<SeenEvent> events) {
    /// The version that it has reached.
    public long reached() {
      return events.isEmpty() ? from : events.getLast().version();
    }

    /// The objects that there are by what was seen: uids by name.
    public Map<String, String> state() {
      Map<String, String> state = new TreeMap<>(uids);
      for (SeenEvent event : events) {
        if (event.isDeleted()) {
          state.remove(event.name());
        } else if (!event.isBookmark()) {
          state.put(event.name(), event.uid());
        }
      }
      return state;
    }
  }

  public void begin(long from, Map<String, String> listed, Map<String, String> uids) {
    episodes.add(new Episode(from, new TreeMap<>(listed), new TreeMap<>(uids), new ArrayList<>()));
  }

  public void add(SeenEvent event) {
    episodes.getLast().events().add(event);
  }

  public Episode last() {
    return episodes.getLast();
  }

  public String colour() {
    return colour;
  }

  public List<Episode> episodes() {
    return List.copyOf(episodes);
  }
}
