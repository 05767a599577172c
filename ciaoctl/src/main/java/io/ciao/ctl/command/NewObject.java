package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.RefusedException;
import io.ciao.ctl.Targets;
import io.ciao.ctl.UsageException;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.apply.Wanted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/// An object of a kind that needs little more than a name.
record NewObject(KindRegistry kinds, List<String> words) {

  Wanted with(List<String> literals, List<String> files, Supplier<String> tenant) {
    var targets = Targets.parse(kinds, words);
    var target = targets.getFirst();
    if (targets.size() != 1 || target.name() == null) {
      throw new UsageException("one kind and one name are needed, for example: tenant acme");
    }
    var kind = target.kind();
    var object = Json.object();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    object.putObject("metadata").put("name", target.name());
    var data = object.putObject("data");
    literals.forEach(literal -> literal(object, literal));
    files.forEach(file -> file(object, file));
    if (data.isEmpty()) {
      object.remove("data");
    }
    return Wanted.of(
        new Manifest("create " + String.join(" ", words), object),
        kinds,
        kind.namespaced() ? tenant.get() : "");
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
      throw new RefusedException("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static void put(ObjectNode object, String key, byte[] value) {
    var kind = object.path("kind").asText();
    switch (kind) {
      case "Secret" ->
          object.withObject("/data").put(key, Base64.getEncoder().encodeToString(value));
      case "ConfigMap" -> {
        try {
          var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
          object.withObject("/data").put(key, text.toString());
        } catch (CharacterCodingException _) {
          object.withObject("/binaryData").put(key, Base64.getEncoder().encodeToString(value));
        }
      }
      default ->
          throw new UsageException(
              "a %s has no values; --from-literal and --from-file are for configmaps and secrets"
                  .formatted(kind));
    }
  }
}
