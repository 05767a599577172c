package io.ciao.linux.kernel;

import java.util.Map;

/// Error numbers of Linux (`errno(3)`) that people meet here.
public final class ErrorNumber {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRNOTAVAIL = 99;

  private static final Map<Integer, String> WORDS =
      Map.of(
          EPERM, "not permitted",
          ENOENT, "there is no such entry",
          ESRCH, "there is no such entry",
          EBUSY, "it is in use",
          EEXIST, "it exists already",
          ENODEV, "there is no such link",
          EINVAL, "the kernel does not take it",
          EOPNOTSUPP, "this kernel does not have it",
          EADDRNOTAVAIL, "there is no such address");

  private ErrorNumber() {}

  /// For people: words and number.
  public static String text(int number) {
    var words = WORDS.get(number);
    return words == null ? "error number " + number : words + " (error number " + number + ")";
  }
}
