package io.ciao.cnci.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordTest {
  @Test
  void isReadAsItWasSaid() {
    for (var word : new Word[] {new Word("c-1", 0, false), new Word("c-1", 77, true)}) {
      assertThat(Word.parse(word.line())).contains(word);
      assertThat(word.line()).hasSizeLessThanOrEqualTo(Word.LINE_MAX);
    }
  }

  @Test
  void nothingElseIsOne() {
    for (var line :
        new String[] {
          "",
          "c-1",
          "c-1 7",
          "c-1 7 boss",
          "c-1 -7 active",
          "c 1 7 active",
          "c-1 7 active ",
          "c-1 9999999999999999999 active"
        }) {
      assertThat(Word.parse(line)).as(line).isEmpty();
    }
  }
}
