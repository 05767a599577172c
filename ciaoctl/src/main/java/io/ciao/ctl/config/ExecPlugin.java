package io.ciao.ctl.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/// The program that a kubeconfig's user names for its credential (`exec`, as kubectl runs it).
record ExecPlugin(Path file, ObjectNode exec) {
  private static final int SECONDS_MAX = 60;

  Credential run(JsonNode cluster) {
    var argv = new ArrayList<String>();
    argv.add(exec.path("command").asText());
    exec.path("args").forEach(word -> argv.add(word.asText()));
    try {
      var builder = new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT);
      for (var variable : exec.path("env")) {
        builder.environment().put(variable.path("name").asText(), variable.path("value").asText());
      }
      builder.environment().put("KUBERNETES_EXEC_INFO", Json.writeText(info(cluster)));
      var process = builder.start();
      process.getOutputStream().close();
      var answer = process.getInputStream().readAllBytes();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(argv.getFirst(), "has not ended in %d s".formatted(SECONDS_MAX));
      }
      if (process.exitValue() != 0) {
        throw failed(argv.getFirst(), "ended with status " + process.exitValue());
      }
      return credential(argv.getFirst(), answer);
    } catch (IOException e) {
      throw failed(argv.getFirst(), "cannot be run: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw failed(argv.getFirst(), "was interrupted");
    }
  }

  private ObjectNode info(JsonNode cluster) {
    var info = Json.object();
    info.put("apiVersion", exec.path("apiVersion").asText("client.authentication.k8s.io/v1"));
    info.put("kind", "ExecCredential");
    var spec = info.putObject("spec").put("interactive", false);
    if (exec.path("provideClusterInfo").asBoolean()) {
      spec.set("cluster", cluster.deepCopy());
    }
    return info;
  }

  private Credential credential(String program, byte[] answer) {
    try {
      var status = Json.parse(answer).path("status");
      var token = status.path("token").asText("");
      if (!token.isEmpty()) {
        return new Credential.Bearer(token);
      }
      var certificate = status.path("clientCertificateData").asText("");
      var key = status.path("clientKeyData").asText("");
      if (certificate.isEmpty() || key.isEmpty()) {
        throw failed(program, "gave neither a token nor a certificate with its key");
      }
      return new Credential.Certificate(
          PemText.pair(
              "certificate from " + program,
              certificate.getBytes(StandardCharsets.US_ASCII),
              key.getBytes(StandardCharsets.US_ASCII)));
    } catch (UnreadableObjectException e) {
      throw failed(program, "gave no ExecCredential: " + e.getMessage());
    }
  }

  private ConfigException failed(String program, String problem) {
    return new ConfigException(
        "%s: the program %s, which gives the credential, %s".formatted(file, program, problem));
  }
}
