package io.ciao.ctl.session;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;

/// Says what a server's answer, or its silence, means to whoever typed the command.
public final class Failures {
  /// What Kubernetes tools look for in front of fields that do not exist; it tells people nothing.
  private static final String STRICT = "strict decoding error: ";

  private Failures() {}

  /// As the server says it; but what does not exist is named as on a command line, and fields that
  /// do not exist are all that is said of them.
  public static String refused(ApiException failure) {
    return failure
        .subject()
        .filter(_ -> failure.reason().equals("NotFound"))
        .flatMap(
            subject ->
                KindRegistry.loadOne(subject.resource())
                    .map(
                        kind ->
                            "%s/%s does not exist"
                                .formatted(kind.names().singular(), subject.name())))
        .orElseGet(() -> withoutJargon(String.valueOf(failure.getMessage())));
  }

  private static String withoutJargon(String message) {
    var strict = message.indexOf(STRICT);
    return strict < 0 ? message : message.substring(strict + STRICT.length());
  }

  /// With what is known of where the server's address is from.
  public static String unreachable(ApiUnreachableException failure, CommandSpec command) {
    return failure.getMessage() + origin(command);
  }

  private static String origin(CommandSpec command) {
    for (var mixin : command.mixins().values()) {
      if (mixin.userObject() instanceof Session session) {
        try {
          return "; the address is of context %s in %s; is it this machine's cluster, see: ciaoctl dev status"
              .formatted(session.config().context(), session.config().file());
        } catch (ConfigException e) {
          return "";
        }
      }
    }
    return "";
  }
}
