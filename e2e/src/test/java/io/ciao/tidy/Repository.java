package io.ciao.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The checked-out project: its files, without what a build makes.
record Repository(Path root) {
  private static final Set<String> NOT_SOURCES = Set.of(".git", ".idea", "target", "dist");
  private static final Set<String> TEXT_ENDINGS =
      Set.of("java", "xml", "yaml", "yml", "json", "md", "sh", "py", "properties", "config");
  private static final Set<String> SCRIPT_DIRECTORIES = Set.of("hack", ".ci");

  /// The one that this build runs in; the parent POM names it to every test.
  static Repository ofThisBuild() {
    return new Repository(Path.of(System.getProperty("ciao.root")));
  }

  /// Every Java source, every text file with a known ending, and the scripts (which have none).
  List<Source> sources() throws IOException {
    var found = new ArrayList<Source>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return NOT_SOURCES.contains(dir.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isText(file)) {
              found.add(new Source(root.relativize(file).toString(), read(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private boolean isText(Path file) {
    var name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? SCRIPT_DIRECTORIES.contains(root.relativize(file).getName(0).toString())
        : TEXT_ENDINGS.contains(name.substring(dot + 1));
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
