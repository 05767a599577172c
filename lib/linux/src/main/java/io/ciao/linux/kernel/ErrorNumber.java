package io.ciao.linux.kernel;

import java.util.Map;

/// Error numbers of Linux (`errno(3)`) that people meet here.
public final class ErrorNumber {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int ENOMEM = 12;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int ERANGE = 34;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM, not permitted; only root may"),
          Map.entry(ENOENT, "ENOENT, there is no such thing"),
          Map.entry(ESRCH, "ESRCH, there is no such entry"),
          Map.entry(ENOMEM, "ENOMEM, no memory is left"),
          Map.entry(EBUSY, "EBUSY, it is in use"),
          Map.entry(EEXIST, "EEXIST, it exists already"),
          Map.entry(ENODEV, "ENODEV, there is no such link"),
          Map.entry(EINVAL, "EINVAL, the kernel does not take it"),
          Map.entry(ENOSPC, "ENOSPC, no room is left for it"),
          Map.entry(ERANGE, "ERANGE, a value is out of range"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP, this kernel does not have it"),
          Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL, there is no such address"),
          Map.entry(ENETUNREACH, "ENETUNREACH, no link leads there"),
          Map.entry(ENOBUFS, "ENOBUFS, the answers did not fit"));

  private ErrorNumber() {}

  /// For people: the number's name and words.
  public static String text(int number) {
    return WORDS.getOrDefault(number, "error number " + number);
  }
}
