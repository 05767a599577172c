package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.apply.ManifestFiles.Manifest;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
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
    switch (kind.kind()) {
      case "SSHKey" -> object.set("spec", publicKey(onlyFile(files, "~/.ssh/id_ed25519.pub")));
      case "Image" -> object.set("spec", image(onlyFile(files, "/srv/images/debian.qcow2")));
      default -> {
        literals.forEach(literal -> literal(object, literal));
        files.forEach(file -> file(object, file));
      }
    }
    if (data.isEmpty()) {
      object.remove("data");
    }
    return Wanted.of(
        new Manifest("create " + String.join(" ", words), object),
        kinds,
        kind.namespaced() ? tenant.get() : "");
  }

  private Path onlyFile(List<String> files, String example) {
    if (files.size() != 1) {
      throw new UsageException(
          "%s needs one file, for example --from-file %s"
              .formatted(String.join(" ", words), example));
    }
    return Path.of(files.getFirst());
  }

  private static ObjectNode publicKey(Path file) {
    try {
      var text = Files.readString(file).strip();
      if (text.contains("PRIVATE KEY")) {
        throw new RefusedException(
            "%s is a private key and is not sent; give its public half, mostly %s.pub"
                .formatted(file, file));
      }
      return Json.object().put("publicKey", text);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// An image that lies at the same path on the nodes as here.
  private static ObjectNode image(Path file) {
    var spec = Json.object();
    spec.put("format", file.toString().endsWith(".raw") ? "raw" : "qcow2");
    var path = file.toAbsolutePath().normalize();
    spec.putObject("source")
        .putObject("file")
        .put("path", path.toString())
        .put("sha256", sha256(path));
    return spec;
  }

  private static String sha256(Path file) {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static RefusedException unreadable(Path file, IOException cause) {
    return new RefusedException(
        "%s cannot be read: %s"
            .formatted(
                file,
                cause instanceof NoSuchFileException
                    ? "there is no such file"
                    : cause.getMessage()));
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
      throw unreadable(file, e);
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
