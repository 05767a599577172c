package io.ciao.ctl.cert;

import io.ciao.ctl.session.UsageException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An address of somebody to ask, as it stands on a command line. Pure.
final class Emails {
  private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^@]]+@[!-~&&[^@]]+");

  private Emails() {}

  /// The address, if there is one.
  static List<String> of(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    if (!ADDRESS.matcher(text).matches()) {
      throw new UsageException("--email \"%s\" is no address; use NAME@HOST".formatted(text));
    }
    return List.of(text);
  }
}
