package io.ciao.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A source of random values for one case of a property. The same seed gives the same values.
public final class Gen {
  private static final String NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-";

  private final SplittableRandom random;

  private Gen(SplittableRandom random) {
    this.random = random;
  }

  /// The generator of a seed.
  public static Gen ofSeed(long seed) {
    return new Gen(new SplittableRandom(seed));
  }

  /// A generator of its own for a part of the case: what the part takes does not shift what others
  /// get.
  public Gen split() {
    return new Gen(random.split());
  }

  /// A number from `low` to `high`, both possible.
  public int between(int low, int high) {
    return random.nextInt(low, Math.addExact(high, 1));
  }

  /// Any 64-bit number, small ones and the ends of the range more often than chance has it.
  public long anyLong() {
    return switch (between(0, 5)) {
      case 0 -> random.nextLong(-10, 11);
      case 1 -> oneOf(List.of(Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE + 1L, 0L));
      case 2, 3 -> random.nextLong(-1_000_000, 1_000_000);
      default -> random.nextLong();
    };
  }

  /// True once in `n` times.
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /// True or false.
  public boolean coin() {
    return random.nextBoolean();
  }

  /// One of the values.
  public <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// One of the values.
  @SafeVarargs
  public final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  /// `low` to `high` values.
  public <T> List<T> listOf(int low, int high, Function<Gen, T> each) {
    int size = between(low, high);
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(each.apply(this));
    }
    return values;
  }

  /// The values in another order.
  public <T> List<T> shuffled(List<T> values) {
    List<T> order = new ArrayList<>(values);
    for (int i = order.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      T moved = order.get(i);
      order.set(i, order.get(other));
      order.set(other, moved);
    }
    return order;
  }

  /// A DNS label of `low` to `high` characters.
  public String name(int low, int high) {
    int length = between(low, high);
    StringBuilder name = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int letters = i == 0 || i == length - 1 ? NAME_LETTERS.length() - 1 : NAME_LETTERS.length();
      name.append(NAME_LETTERS.charAt(random.nextInt(letters)));
    }
    return name.toString();
  }

  /// Text of `low` to `high` code points: mostly ASCII, with spaces, line ends, controls and
  /// characters beyond the basic plane among them; never half a character.
  public String text(int low, int high) {
    int length = between(low, high);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (between(0, 9)) {
      case 0 -> pick(' ', '\n', '\t', ':', '#', '-', '\'', '"');
      case 1 -> between(0, 0x1f);
      case 2 -> between(0x7f, 0xff);
      case 3 -> pick(0x85, 0xa0, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff);
      case 4 -> between(0x10000, 0x10ffff);
      case 5 -> between(0x100, 0xd7ff);
      default -> between('!', '~');
    };
  }
}
