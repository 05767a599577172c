package io.ciao.linux.net;

import io.ciao.linux.net.NetNamespace.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/// The named network namespaces of this machine (/run/netns). Safe for many threads.
public final class NetworkNamespaces {
  private static final Path DIRECTORY = Path.of("/run/netns");

  /// Makes it; one that exists is left as it is.
  public void create(Named namespace) {
    if (exists(namespace)) {
      return;
    }
    NamedNamespaceFiles.make(namespace);
  }

  /// Removes the name; links inside go with it unless a process is still there. The kernel clears
  /// up in the background. One that is gone is success.
  public void delete(Named namespace) {
    NamedNamespaceFiles.remove(namespace);
  }

  /// True if the namespace can be entered now. A file that a crash left in /run/netns without a
  /// namespace behind it does not count.
  public boolean exists(NetNamespace namespace) {
    return inode(namespace).isPresent();
  }

  /// Names of all namespaces, sorted.
  public SortedSet<String> list() {
    var names = new TreeSet<String>();
    if (!Files.isDirectory(DIRECTORY)) {
      return names;
    }
    try (var entries = Files.newDirectoryStream(DIRECTORY)) {
      for (var entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (IOException e) {
      throw new IllegalStateException("could not list " + DIRECTORY, e);
    }
    return names;
  }

  /// The number that tells two namespaces apart; empty if there is none.
  public OptionalLong inode(NetNamespace namespace) {
    try {
      var path = Path.of(namespace.path());
      if (namespace instanceof Named) {
        // A namespace is mounted over its file; what a crashed "netns add" left is only a file of
        // the directory's own file system.
        if (number(path, "unix:dev") == number(DIRECTORY, "unix:dev")) {
          return OptionalLong.empty();
        }
        return OptionalLong.of(number(path, "unix:ino"));
      }
      var target = Files.readSymbolicLink(path).toString();
      return OptionalLong.of(
          Long.parseLong(target.substring(target.indexOf('[') + 1, target.indexOf(']'))));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static long number(Path path, String attribute) throws IOException {
    return ((Number) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS)).longValue();
  }
}
