package io.ciao.ctl.cert;

import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Roles as they stand on a command line. Pure.
final class RoleWords {
  private RoleWords() {}

  /// All of them together.
  static Roles parse(List<String> words) {
    var roles = new ArrayList<Role>();
    for (var word : words) {
      roles.add(
          Role.fromWord(word.strip())
              .orElseThrow(
                  () ->
                      new UsageException(
                          "--role \"%s\" is unknown; use %s".formatted(word, allWords()))));
    }
    return Roles.of(roles);
  }

  private static String allWords() {
    return Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(", "));
  }
}
