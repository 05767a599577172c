package io.ciao.ctl.create;

import io.ciao.api.codec.Json;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.image.Image;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.tenant.SSHKey;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// An object that a line says whole, and what is done here beside it. Kinds that are not listed
/// need no more than a name.
public record NewObject(Wanted wanted, Aside aside) {
  private static final Map<String, NewKind> KINDS =
      Map.of(
          "ConfigMap",
          new NewValues(),
          "Secret",
          new NewValues(),
          SSHKey.KIND,
          new NewSshKey(),
          Image.KIND,
          new NewImage(),
          SecurityGroup.KIND,
          new NewSecurityGroup(),
          ExternalIP.KIND,
          new NewExternalIp());

  /// Understands the words and flags.
  ///
  /// @param tenant of a namespaced kind, asked for once all else is right
  /// @throws UsageException if they make no sense
  public static NewObject of(
      KindRegistry kinds, List<String> words, NewArguments arguments, Supplier<String> tenant) {
    var targets = Targets.parse(kinds, words);
    var target = targets.getFirst();
    var name = target.name();
    if (targets.size() != 1 || name == null) {
      throw new UsageException("one kind and one name are needed, for example: tenant acme");
    }
    var kind = target.kind();
    refuseOthersFlags(kinds, kind, arguments);
    var object = Json.object();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    object.putObject("metadata").put("name", name);
    var made = KINDS.get(kind.kind());
    var aside = made == null ? Aside.NONE : made.fill(object, target, arguments);
    var wanted =
        Wanted.of(
            new Manifest("create " + String.join(" ", words), object),
            kinds,
            kind.namespaced() ? tenant.get() : "");
    return new NewObject(wanted, aside);
  }

  private static void refuseOthersFlags(
      KindRegistry kinds, KindDefinition kind, NewArguments arguments) {
    var made = KINDS.get(kind.kind());
    var own = made == null ? Set.<String>of() : made.flags();
    for (var flag : arguments.given()) {
      if (!own.contains(flag)) {
        var takers =
            KINDS.entrySet().stream()
                .filter(entry -> entry.getValue().flags().contains(flag))
                .map(entry -> kinds.require(entry.getKey()).plural())
                .sorted()
                .collect(Collectors.joining(", "));
        throw new UsageException(
            "%s is not for %s; it is for %s".formatted(flag, kind.plural(), takers));
      }
    }
  }
}
