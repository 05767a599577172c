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
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cluster may change on the machine, as lines that can be compared.
///
/// @param lines namespaces, links, packet filter tables, routes, network sysctls; each with its
///   sort in front
public record MachineState(SortedSet<String> lines) {
  private static final Path PROC = Path.of("/proc");

  /// Of the sysctls those that a network program sets; the others move by themselves.
  private static final Pattern SYSCTLS =
      Pattern.compile("net\\.(ipv4\\.ip_forward|ipv4\\.conf\\.|ipv6\\.conf\\.|bridge\\.).*");

  public static MachineState now() throws InterruptedException {
    var lines = new TreeSet<String>();
    add(lines, "namespace", List.of("ip", "netns", "list"), line -> line.split(" ")[0]);
    add(lines, "link", List.of("ip", "-o", "link"), MachineState::link);
    add(lines, "table", List.of("nft", "list", "tables"), line -> line);
    add(lines, "route", List.of("ip", "-4", "route"), line -> line);
    add(lines, "route", List.of("ip", "-6", "route"), line -> line.replaceAll(" expires \\S+", ""));
    add(
        lines,
        "sysctl",
        List.of("sysctl", "-a"),
        line -> SYSCTLS.matcher(line).matches() ? line : "");
    return new MachineState(lines);
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
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        directory,
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
}
