package io.ciao.e2e.env;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cluster may change on the machine, as lines that can be compared.
///
/// @param lines namespaces; links, addresses, routes and packet filter rules of each, with `in
///   NAME` if it is not the machine's own; the machine's network sysctls; processes that programs
///   of ours look after; leases of DHCP. Each with its sort in front
public record MachineState(SortedSet<String> lines) {
  private static final Path PROC = Path.of("/proc");

  /// Of the sysctls those that a network program sets; the others move by themselves.
  private static final Pattern SYSCTLS =
      Pattern.compile("net\\.(ipv4\\.ip_forward|ipv4\\.conf\\.|ipv6\\.conf\\.|bridge\\.).*");

  /// What agents and apiservers start and look after.
  private static final Pattern SUPERVISED =
      Pattern.compile("(\\S*/)?(dnsmasq|conntrackd|wireguard-go|udhcpc|qemu-system-\\S+|etcd) .*");

  /// Where programs keep leases: clusters of this machine, programs of a system, dnsmasq itself.
  private static final Map<Path, String> LEASES =
      Map.of(
          Path.of("/tmp"), "ciao-*",
          Path.of("/run"), "ciao*",
          Path.of("/var/lib"), "{ciao*,misc}");

  private static final Pattern LEASE_FILE = Pattern.compile("(.+\\.)?leases");

  private static final int LEASES_DEPTH = 6;

  public static MachineState now() throws InterruptedException, IOException {
    var lines = new TreeSet<String>();
    var namespaces = namespaces();
    namespaces.forEach(name -> lines.add("namespace " + name));
    network(lines, "", List.of());
    for (var name : namespaces) {
      network(lines, " in " + name, List.of("nsenter", "--net=/run/netns/" + name));
    }
    add(
        lines,
        "sysctl",
        List.of("sysctl", "-a"),
        line -> SYSCTLS.matcher(line).matches() ? line : "");
    processes(line -> SUPERVISED.matcher(line).matches()).forEach(p -> lines.add("process " + p));
    leases().forEach(file -> lines.add("lease " + file));
    return new MachineState(lines);
  }

  private static List<String> namespaces() throws InterruptedException {
    return Shell.PLAIN.run("ip", "netns", "list").lines().stream()
        .map(line -> line.split(" ")[0])
        .toList();
  }

  /// One namespace's; nothing if it went away meanwhile.
  private static void network(SortedSet<String> lines, String in, List<String> enter)
      throws InterruptedException {
    add(lines, "link" + in, entering(enter, "ip", "-o", "link"), MachineState::link);
    add(lines, "address" + in, entering(enter, "ip", "-o", "address"), MachineState::address);
    for (var family : List.of("-4", "-6")) {
      add(
          lines,
          "route" + in,
          entering(enter, "ip", family, "route"),
          line -> line.replaceAll(" expires \\S+", ""));
    }
    var rules = Shell.PLAIN.run(entering(enter, "nft", "-s", "list", "ruleset")).out();
    rules(rules).forEach(rule -> lines.add("rule" + in + " " + rule));
  }

  private static List<String> entering(List<String> enter, String... argv) {
    var words = new ArrayList<>(enter);
    words.addAll(List.of(argv));
    return words;
  }

  /// Every line of a ruleset with what it stands in: table, then chain, set or map. Empty ones are
  /// lines, too.
  static List<String> rules(String ruleset) {
    var found = new ArrayList<String>();
    var within = new ArrayDeque<String>();
    for (var line : ruleset.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      if (line.equals("}")) {
        within.removeLast();
        continue;
      }
      if (line.endsWith(" {")) {
        within.addLast(line.substring(0, line.length() - " {".length()));
        found.add(String.join(" ", within));
      } else {
        found.add(String.join(" ", within) + " " + line.replaceAll(" expires \\S+", ""));
      }
    }
    return found;
  }

  private static List<Path> leases() throws IOException {
    var found = new ArrayList<Path>();
    for (var place : LEASES.entrySet()) {
      try (var roots = Files.newDirectoryStream(place.getKey(), place.getValue())) {
        for (var root : roots) {
          files(root, LEASES_DEPTH).stream()
              .filter(file -> LEASE_FILE.matcher(file.getFileName().toString()).matches())
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /// What is only here, and what is only there, each with a sign in front.
  public List<String> differences(MachineState later) {
    var found = new TreeSet<String>();
    later.lines.stream().filter(l -> !lines.contains(l)).forEach(l -> found.add("+ " + l));
    lines.stream().filter(l -> !later.lines.contains(l)).forEach(l -> found.add("- " + l));
    return List.copyOf(found);
  }

  /// Command lines of living processes that satisfy that; a zombie has none. Pid and words.
  public static List<String> processes(Predicate<String> commandLine) {
    var found = new TreeSet<String>();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        var words = commandLine(entry);
        if (!words.isEmpty() && commandLine.test(words)) {
          found.add(entry.getFileName() + " " + words);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(found);
  }

  private static String commandLine(Path process) {
    try {
      var bytes = Files.readAllBytes(process.resolve("cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }

  /// All files below a directory; what goes away during the walk is left out.
  public static List<Path> files(Path directory) throws IOException {
    return files(directory, Integer.MAX_VALUE);
  }

  private static List<Path> files(Path directory, int depth) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        directory,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
            found.add(place);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return gone(e);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path place, @Nullable IOException e)
              throws IOException {
            return e == null ? FileVisitResult.CONTINUE : gone(e);
          }
        });
    return found;
  }

  private static FileVisitResult gone(IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }

  private interface Shape {
    String of(String line);
  }

  private static void add(SortedSet<String> lines, String sort, List<String> argv, Shape shape)
      throws InterruptedException {
    Shell.PLAIN
        .run(argv)
        .out()
        .lines()
        .map(line -> shape.of(line.strip()))
        .filter(line -> !line.isEmpty())
        .forEach(line -> lines.add(sort + " " + line));
  }

  /// Without the number, which a link that was made in between shifts.
  private static String link(String line) {
    return line.replaceFirst("^\\d+: ", "");
  }

  /// Without how long it lives.
  private static String address(String line) {
    return link(line).replaceFirst("\\\\? +valid_lft .*", "");
  }
}
