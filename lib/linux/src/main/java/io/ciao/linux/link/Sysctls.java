package io.ciao.linux.link;

import io.ciao.basis.text.ErrorText;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/// Settings below /proc/sys, which shows each thread those of its own network namespace.
final class Sysctls {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctls() {}

  private static Path path(String key) {
    return ROOT.resolve(key.replace('.', '/'));
  }

  /// Those of them that the kernel has.
  static SortedMap<String, String> read(NetNamespace namespace, Collection<String> keys) {
    if (keys.isEmpty()) {
      return new TreeMap<>();
    }
    return InNamespace.call(
        namespace,
        () -> {
          var found = new TreeMap<String, String>();
          for (var key : keys) {
            if (Files.exists(path(key))) {
              found.put(key, value(namespace, key));
            }
          }
          return found;
        });
  }

  private static String value(NetNamespace namespace, String key) {
    try {
      return Files.readString(path(key)).strip();
    } catch (IOException e) {
      throw new KernelException("read %s of %s".formatted(key, namespace), ErrorText.of(e), 0);
    }
  }

  static void write(NetNamespace namespace, SortedMap<String, String> values) {
    InNamespace.call(
        namespace,
        () -> {
          values.forEach((key, value) -> write(namespace, key, value));
          return true;
        });
  }

  private static void write(NetNamespace namespace, String key, String value) {
    try {
      Files.writeString(path(key), value);
    } catch (IOException e) {
      throw new KernelException(
          "set %s of %s to %s".formatted(key, namespace, value), ErrorText.of(e), 0);
    }
  }
}
