package io.ciao.basis.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
  @TempDir Path directory;

  @Test
  void secondHolderIsToldWhatToDo() throws Exception {
    var state = directory.resolve("new");

    try (var _ = StateLock.hold(state, "agent")) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> StateLock.hold(state, "agent"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("another agent runs on " + state)
            .hasMessageContaining("--dir");
      }
    }
  }

  @Test
  void isFreeAgainOnceItsHolderIsGone() throws Exception {
    StateLock.hold(directory, "agent").close();

    try (var lock = StateLock.hold(directory, "agent")) {
      assertThat(lock).isNotNull();
    }
  }
}
