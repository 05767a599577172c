package io.ciao.api.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What an Event (core/v1) says. The same said again of the same object is the same Event, counted
/// one up: its name derives from object, reason and message. Immutable.
///
/// @param source who says it
/// @param reason one CamelCase word
/// @param message one sentence
public record EventNote(
    About about, Source source, Severity severity, String reason, String message) {
  /// How often, an integer.
  public static final String COUNT = "count";

  /// When last.
  public static final String LAST = "lastTimestamp";

  /// Where events about cluster-scoped objects are.
  private static final String NO_NAMESPACE = "default";

  private static final int NAME_CHARACTERS_MAX = 200;

  /// What an event is about.
  ///
  /// @param namespace where the object, and so its event, lives; null: cluster-scoped
  public record About(
      String apiVersion, String kind, @Nullable String namespace, String name, String uid) {

    /// An object of ours that was read from the API.
    public static About of(String kind, ObjectMeta meta) {
      return ofOurs(kind, meta.namespace(), meta.requireName(), meta.requireUid());
    }

    /// An object of ours.
    public static About ofOurs(String kind, @Nullable String namespace, String name, String uid) {
      return new About("ciao.io/v1", kind, namespace, name, uid);
    }
  }

  /// Who says it.
  ///
  /// @param component for example `ciao-scheduler`
  /// @param host the machine that it is about; empty: none
  public record Source(String component, String host) {
    /// A program, wherever it runs.
    public static Source of(String component) {
      return new Source(component, "");
    }
  }

  /// How bad it is.
  public enum Severity {
    /// Somebody should know.
    WARNING("Warning"),
    /// Worth telling, nothing is wrong.
    NORMAL("Normal");

    private final String text;

    Severity(String text) {
      this.text = text;
    }
  }

  /// The namespace that the event lies in.
  public String namespace() {
    return about.namespace() == null ? NO_NAMESPACE : about.namespace();
  }

  /// The event's name.
  public String name() {
    var sum = new CRC32C();
    var text = about.uid() + "\n" + reason + "\n" + message;
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    var start = about.name().substring(0, Math.min(about.name().length(), NAME_CHARACTERS_MAX));
    return "%s.%08x".formatted(start, sum.getValue());
  }

  /// The event when it is said for the first time.
  ///
  /// @param name of the event; [#name] where nothing speaks against it
  /// @param now as objects carry times
  public ObjectNode tree(String name, String now) {
    var event = Json.object();
    event.put("apiVersion", "v1").put("kind", "Event");
    event.putObject("metadata").put("name", name).put("namespace", namespace());
    var involved = event.putObject("involvedObject");
    involved.put("apiVersion", about.apiVersion()).put("kind", about.kind());
    if (about.namespace() != null) {
      involved.put("namespace", about.namespace());
    }
    involved.put("name", about.name());
    if (!about.uid().isEmpty()) {
      involved.put("uid", about.uid());
    }
    event.put("type", severity.text).put("reason", reason).put("message", message);
    event.put(COUNT, 1L).put("firstTimestamp", now).put(LAST, now);
    var said = event.putObject("source").put("component", source.component());
    if (!source.host().isEmpty()) {
      said.put("host", source.host());
    }
    return event;
  }
}
