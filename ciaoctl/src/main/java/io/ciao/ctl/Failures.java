package io.ciao.ctl;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.config.ConfigException;
import io.ciao.ctl.session.Session;
import picocli.CommandLine.Model.CommandSpec;

/// Says what a server's answer, or its silence, means to whoever typed the command.
final class Failures {
  private Failures() {}

  /// What does not exist is named as on a command line; every other refusal as the server says it.
  static String refused(ApiException failure) {
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
        .orElse(String.valueOf(failure.getMessage()));
  }

  /// With what is known of where the server's address is from.
  static String unreachable(ApiUnreachableException failure, CommandSpec command) {
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
