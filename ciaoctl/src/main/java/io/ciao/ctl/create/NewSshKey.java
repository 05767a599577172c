package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.config.ConfigFiles;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.OpenSshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;

/// The public half of a key: one that is there, or of a pair that is made here.
final class NewSshKey implements NewKind {
  @Override
  public Set<String> flags() {
    return Set.of(NewArguments.FILE, NewArguments.GENERATE, NewArguments.OUT);
  }

  @Override
  public Aside fill(ObjectNode object, Target target, NewArguments arguments) {
    var spec = object.putObject("spec");
    if (!arguments.generate()) {
      if (arguments.out() != null) {
        throw new UsageException("--out needs --generate: it says where that key goes");
      }
      var file =
          Inputs.only(
              arguments.files(), target, "--from-file ~/.ssh/id_ed25519.pub; or use --generate");
      spec.put("publicKey", publicKey(file));
      return Aside.NONE;
    }
    if (!arguments.files().isEmpty()) {
      throw new UsageException("--generate and --from-file exclude each other");
    }
    var name = checked(target);
    var key = OpenSshKey.create(new SecureRandom(), name);
    spec.put("publicKey", key.publicLine());
    return new KeyFile(key, name, file(name, arguments));
  }

  private static Path file(String name, NewArguments arguments) {
    var out = arguments.out();
    var home = ConfigFiles.home(System.getenv());
    return (out == null ? KeyFile.usual(home, name) : out).toAbsolutePath().normalize();
  }

  /// The name becomes part of a file's: what the server would refuse is refused before.
  private static String checked(Target target) {
    var name = String.valueOf(target.name());
    var pattern = target.kind().rules().namePattern();
    if (pattern.isPresent() && !pattern.get().matcher(name).matches()) {
      throw new UsageException(
          "\"%s\" is no name of an sshkey; write lower case letters, digits, - and ."
              .formatted(name));
    }
    return name;
  }

  private static String publicKey(Path file) {
    try {
      var text = Files.readString(file).strip();
      if (text.contains("PRIVATE KEY")) {
        throw new RefusedException(
            "%s is a private key and is not sent; give its public half, mostly %s.pub"
                .formatted(file, file));
      }
      return text;
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
  }
}
