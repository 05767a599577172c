package io.ciao.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Namespaces without `ip netns`, also after a crash in between.
@Tag("networks")
final class NetworkNamespacesIT {
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final NetNamespace.Named own =
      new NetNamespace.Named(
          String.format(Locale.ROOT, "lxt%04x-n", ThreadLocalRandom.current().nextInt(0x10000)));

  @BeforeEach
  void needsRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
  }

  @AfterEach
  void remove() {
    namespaces.delete(own);
  }

  @Test
  void isMadeOnceAndRemovedWithItsFile() {
    namespaces.create(own);
    var first = namespaces.inode(own);
    namespaces.create(own);

    assertThat(first).isPresent().isEqualTo(namespaces.inode(own));
    assertThat(first).isNotEqualTo(namespaces.inode(NetNamespace.CURRENT));

    namespaces.delete(own);
    assertThat(namespaces.exists(own)).isFalse();
    assertThat(namespaces.list()).doesNotContain(own.name());
    namespaces.delete(own);
  }

  @Test
  void fileThatACrashLeftIsUsed() throws IOException {
    Files.createDirectories(Path.of("/run/netns"));
    Files.createFile(Path.of(own.path()));
    assertThat(namespaces.exists(own)).isFalse();

    namespaces.create(own);

    assertThat(namespaces.exists(own)).isTrue();
  }

  @Test
  void fileThatACrashLeftIsRemoved() throws IOException {
    Files.createDirectories(Path.of("/run/netns"));
    Files.createFile(Path.of(own.path()));
    assertThatThrownBy(() -> InNamespace.call(own, () -> true))
        .isInstanceOfSatisfying(
            KernelException.class, e -> assertThat(e.number()).isEqualTo(ErrorNumber.ENOENT))
        .hasMessageContaining("could not enter " + own);

    namespaces.delete(own);

    assertThat(namespaces.list()).doesNotContain(own.name());
  }

  @Test
  void noThreadStaysWhereSomethingWasThrown() throws InterruptedException {
    namespaces.create(own);

    assertThatThrownBy(
            () ->
                InNamespace.call(
                    own,
                    () -> {
                      throw new IllegalArgumentException("of the deed");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of the deed");

    // A thread that ended is seen for a moment.
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(ofThreads()).hasSize(1));
  }

  @Test
  void interruptLeavesNothingHalfDone() {
    namespaces.create(own);
    Thread.currentThread().interrupt();
    try {
      assertThat(InNamespace.call(own, () -> "done")).isEqualTo("done");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /// The namespaces that threads of this process are in.
  private static Set<String> ofThreads() throws IOException {
    var found = new TreeSet<String>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (var thread : threads) {
        try {
          found.add(Files.readSymbolicLink(thread.resolve("ns/net")).toString());
        } catch (IOException e) {
          // It ended meanwhile.
          continue;
        }
      }
    }
    return found;
  }
}
