package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ctl.apply.Applier;
import io.ciao.ctl.apply.MergeDifference;
import io.ciao.ctl.output.Trees;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Opens objects in an editor and sends what was changed there.
@Command(
    name = "edit",
    description = "Change an object in an editor.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The editor is CIAO_EDITOR, VISUAL, EDITOR or vi.",
      "",
      "Examples:",
      "  ciaoctl edit instance web",
      "  EDITOR='code --wait' ciaoctl edit workload/tiny-vm"
    })
public final class EditCommand implements Callable<Integer> {
  private static final String HEADING =
      """
      # Change what you like, save and leave the editor. Lines that begin with # are passed over;
      # an empty file changes nothing.
      """;

  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "KIND NAME… | KIND/NAME", description = "What to edit.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--subresource", paramLabel = "NAME", description = "Change this part: status.")
  private @Nullable String subresource;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (var target : session.targets(words)) {
      edit(target);
    }
    return 0;
  }

  private void edit(Target target) throws IOException, InterruptedException {
    var key = target.key(session::namespace);
    var printed = Applier.printed(target.kind(), key.name());
    var live = Trees.withoutManagedFields(session.client().get(target.type(), key));
    var file =
        Files.createTempFile(
            "ciaoctl-edit-",
            ".yaml",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var shown = HEADING + YamlEmitter.emitText(live);
    var problem = "";
    while (true) {
      Files.writeString(file, said(problem) + shown);
      openEditor(file);
      var text = Files.readString(file);
      var unchanged = text.equals(said(problem) + shown);
      if (unchanged && !problem.isEmpty()) {
        throw new RefusedException(
            "%s: the edited text was refused and is kept in %s: %s"
                .formatted(printed, file, problem.strip()));
      }
      shown = withoutComments(text, problem);
      try {
        var sent = unchanged || withoutHeading(text).isBlank() ? null : send(target, live, text);
        Files.delete(file);
        session.out().println(printed + (sent == null ? " not edited" : " edited"));
        return;
      } catch (ApiException | UnreadableObjectException | RefusedException e) {
        problem = String.valueOf(e.getMessage());
        session.err().println("ciaoctl: " + problem);
      }
    }
  }

  /// What is sent is only what was changed, bound to the version that was shown.
  private @Nullable ObjectNode send(Target target, ObjectNode live, String text) {
    var edited = ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
    var key = target.key(session::namespace);
    for (var field : List.of("/apiVersion", "/kind", "/metadata/name", "/metadata/namespace")) {
      if (!edited.at(field).equals(live.at(field))) {
        throw new RefusedException(
            "%s cannot be edited; make another object with ciaoctl create".formatted(field));
      }
    }
    var patch = MergeDifference.of(live, edited);
    if (patch.isEmpty()) {
      return null;
    }
    patch
        .withObject("/metadata")
        .set("resourceVersion", live.path("metadata").path("resourceVersion"));
    var part = subresource == null ? "" : "/" + subresource;
    return session
        .client()
        .request(
            "PATCH",
            target.type().path(key) + part + "?fieldManager=ciaoctl-edit&fieldValidation=Strict",
            HttpCalls.Body.mergePatch(patch));
  }

  private static String said(String problem) {
    return problem.isEmpty() ? "" : "# " + problem.strip().replace("\n", "\n# ") + "\n#\n";
  }

  /// The text as it was left, without the problem of the round before.
  private static String withoutComments(String text, String problem) {
    return text.startsWith(said(problem)) ? text.substring(said(problem).length()) : text;
  }

  private static String withoutHeading(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private static void openEditor(Path file) throws IOException, InterruptedException {
    var editor =
        List.of("CIAO_EDITOR", "KUBE_EDITOR", "VISUAL", "EDITOR").stream()
            .map(System.getenv()::get)
            .filter(value -> value != null && !value.isBlank())
            .findFirst()
            .orElse("vi");
    // Editors are named with flags, as in "code --wait": the shell takes them apart.
    var status =
        new ProcessBuilder("/bin/sh", "-c", editor + " \"$1\"", "sh", file.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new RefusedException(
          "the editor \"%s\" ended with status %d; nothing was changed, the text is in %s"
              .formatted(editor, status, file));
    }
  }
}
