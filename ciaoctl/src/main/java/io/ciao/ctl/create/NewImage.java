package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.session.Targets.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/// An Image that lies at the same path on the nodes as here.
final class NewImage implements NewKind {
  @Override
  public Set<String> flags() {
    return Set.of(NewArguments.FILE);
  }

  @Override
  public Aside fill(ObjectNode object, Target target, NewArguments arguments) {
    var file = Inputs.only(arguments.files(), target, "--from-file /srv/images/debian.qcow2");
    var path = file.toAbsolutePath().normalize();
    object
        .putObject("spec")
        .put("format", file.toString().endsWith(".raw") ? "raw" : "qcow2")
        .putObject("source")
        .putObject("file")
        .put("path", path.toString())
        .put("sha256", sha256(path));
    return Aside.NONE;
  }

  private static String sha256(Path file) {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
