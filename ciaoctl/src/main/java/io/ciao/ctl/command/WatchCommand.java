package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Ages;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.command.Followed.Change;
import io.ciao.ctl.output.LiveFrame;
import io.ciao.ctl.output.LiveFrame.Section;
import io.ciao.ctl.output.LiveFrame.Size;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One live screen of objects and what they wait for; a line a change where there is no terminal.
@Command(
    name = "watch",
    description = "Show objects and their conditions on one live screen.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl watch instances nodes",
      "  ciaoctl watch instance/web volumes",
      "  ciaoctl watch instances | tee changes.log    without a terminal: a line a change"
    })
public final class WatchCommand implements Callable<Integer> {
  private static final long REFRESH_MILLIS = 1000;
  private static final long PAUSE_MILLIS = 100;
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  @Mixin private Session session = new Session();

  @Parameters(arity = "0..*", paramLabel = "KIND… | KIND/NAME", description = "What to follow.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-A", "--all-namespaces", "--all-tenants"},
      description = "Of all tenants.")
  private boolean allTenants;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only objects with these labels.")
  private @Nullable String selector;

  @Override
  public Integer call() throws InterruptedException {
    if (words.isEmpty()) {
      throw new UsageException("a kind is needed, for example: instances, or instance/web");
    }
    var followed = new ArrayList<Followed>();
    for (var word : words) {
      for (var target : session.targets(List.of(word))) {
        var tenant = target.kind().namespaced() && !allTenants ? session.namespace() : null;
        followed.add(new Followed(session.client(), target, tenant, selector));
      }
    }
    if (Terminals.console().isPresent()) {
      screen(followed);
    } else {
      lines(followed);
    }
    return 0;
  }

  private void lines(List<Followed> followed) throws InterruptedException {
    var out = session.out();
    var ended = new Semaphore(0);
    for (var one : followed) {
      Thread.ofVirtual()
          .name("watch-" + one.target().kind().plural())
          .start(
              () -> {
                one.run(
                    change -> {
                      var object = change.object();
                      if (object != null) {
                        out.println(line(one.target(), change, object));
                      } else if (!one.problem().isEmpty()) {
                        session.err().println("ciaoctl: " + one.problem());
                      }
                    });
                ended.release();
              });
    }
    ended.acquire();
    throwEnd(followed);
  }

  private static String line(Target target, Change change, ObjectNode object) {
    return "%s %s %s: %s"
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            Applier.printed(target.kind(), object.path("metadata").path("name").asText()),
            change.type(),
            state(object));
  }

  private static void throwEnd(List<Followed> followed) {
    for (var one : followed) {
      var end = one.ended();
      if (end != null) {
        throw end;
      }
    }
  }

  private void screen(List<Followed> followed) throws InterruptedException {
    var dirty = new Semaphore(1);
    for (var one : followed) {
      Thread.ofVirtual()
          .name("watch-" + one.target().kind().plural())
          .start(() -> one.run(_ -> dirty.release()));
    }
    var out = session.out();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> out.print(LEAVE)));
    out.print(ENTER);
    while (true) {
      throwEnd(followed);
      var frame = new StringBuilder(HOME);
      for (var line : LiveFrame.lines(heading(), sections(followed), TerminalSize.now())) {
        frame.append(line).append(CLEAR_LINE).append("\r\n");
      }
      frame.setLength(frame.length() - 2);
      out.print(frame.append(CLEAR_BELOW));
      out.flush();
      // Ages grow even where nothing happens.
      if (dirty.tryAcquire(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        dirty.drainPermits();
      }
    }
  }

  private String heading() {
    return "%s  %s  %s  (Ctrl-C ends)"
        .formatted(
            session.config().context(),
            allTenants ? "all tenants" : "tenant " + session.namespace(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private List<Section> sections(List<Followed> followed) {
    var sections = new ArrayList<Section>();
    for (var one : followed) {
      var withTenant = allTenants && one.target().kind().namespaced();
      var header = new ArrayList<>(List.of("NAME", "READY", "STATE", "AGE"));
      if (withTenant) {
        header.addFirst("TENANT");
      }
      var rows = one.objects().stream().map(object -> row(object, withTenant)).toList();
      var problem = one.problem().isEmpty() ? "" : "  " + one.problem();
      sections.add(new Section(one.target().kind().plural() + problem, header, rows));
    }
    return sections;
  }

  private static List<String> row(ObjectNode object, boolean withTenant) {
    var metadata = object.path("metadata");
    var row = new ArrayList<String>();
    if (withTenant) {
      row.add(metadata.path("namespace").asText());
    }
    row.add(metadata.path("name").asText());
    row.add(Progress.condition(object, "Ready").path("status").asText("-"));
    row.add(state(object));
    row.add(age(metadata.path("creationTimestamp").asText()));
    return row;
  }

  /// What it is or waits for, in one line.
  private static String state(ObjectNode object) {
    if (object.path("metadata").has("deletionTimestamp")) {
      return "Deleting";
    }
    var ready = Progress.condition(object, "Ready");
    var text =
        ready.isMissingNode()
            ? object.path("status").path("phase").asText("-")
            : Progress.said(ready);
    return text.replace('\n', ' ');
  }

  private static String age(String created) {
    try {
      return Ages.between(Instant.parse(created), Instant.now());
    } catch (DateTimeException _) {
      return "-";
    }
  }

  /// How large the terminal is.
  private static final class TerminalSize {
    private static final Size USUAL = new Size(80, 24);

    static Size now() {
      try {
        var process =
            new ProcessBuilder("stty", "size")
                .redirectInput(new java.io.File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var words =
            new String(
                    process.getInputStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.US_ASCII)
                .strip()
                .split(" ", -1);
        return words.length == 2
            ? new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]))
            : USUAL;
      } catch (java.io.IOException | NumberFormatException _) {
        return USUAL;
      }
    }
  }
}
