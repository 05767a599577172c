package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.session.Targets.Target;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;

/// A ConfigMap or Secret of values and files.
final class NewValues implements NewKind {
  @Override
  public Set<String> flags() {
    return Set.of(NewArguments.LITERAL, NewArguments.FILE);
  }

  @Override
  public Aside fill(ObjectNode object, Target target, NewArguments arguments) {
    arguments.literals().forEach(literal -> literal(object, literal));
    arguments.files().forEach(file -> file(object, file));
    return Aside.NONE;
  }

  private static void literal(ObjectNode object, String literal) {
    var equal = literal.indexOf('=');
    if (equal < 1) {
      throw new UsageException("--from-literal \"%s\": write KEY=VALUE".formatted(literal));
    }
    put(
        object,
        literal.substring(0, equal),
        literal.substring(equal + 1).getBytes(StandardCharsets.UTF_8));
  }

  private static void file(ObjectNode object, String named) {
    var equal = named.indexOf('=');
    var file = Path.of(named.substring(equal + 1));
    var key = equal < 1 ? String.valueOf(file.getFileName()) : named.substring(0, equal);
    try {
      put(object, key, Files.readAllBytes(file));
    } catch (IOException e) {
      throw Inputs.unreadable(file, e);
    }
  }

  private static void put(ObjectNode object, String key, byte[] value) {
    var encoded = Base64.getEncoder().encodeToString(value);
    if (object.path("kind").asText().equals("Secret")) {
      object.withObject("/data").put(key, encoded);
      return;
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
      object.withObject("/data").put(key, text.toString());
    } catch (CharacterCodingException _) {
      object.withObject("/binaryData").put(key, encoded);
    }
  }
}
