package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.util.Set;

/// An ExternalIP of a pool, for an instance or for later.
final class NewExternalIp implements NewKind {
  @Override
  public Set<String> flags() {
    return Set.of(NewArguments.POOL, NewArguments.ADDRESS, NewArguments.INSTANCE);
  }

  @Override
  public Aside fill(ObjectNode object, Target target, NewArguments arguments) {
    var pool = arguments.pool();
    if (pool == null || pool.isEmpty()) {
      throw new UsageException(
          "%s needs a pool, for example --pool public".formatted(Inputs.words(target)));
    }
    var spec = object.putObject("spec").put("pool", pool);
    var address = arguments.address();
    if (address != null) {
      spec.put("address", checked(address));
    }
    var instance = arguments.instance();
    if (instance != null) {
      spec.put("instance", name(instance));
    }
    return Aside.NONE;
  }

  private static String checked(String address) {
    try {
      return Ipv4Address.parse(address).toString();
    } catch (AddressFormatException e) {
      throw new UsageException("--address " + e.getMessage());
    }
  }

  /// `instance/web` is `web`, as in other commands.
  private static String name(String instance) {
    var name = instance.substring(instance.indexOf('/') + 1);
    if (name.isEmpty()) {
      throw new UsageException("--instance needs a name, for example --instance web");
    }
    return name;
  }
}
