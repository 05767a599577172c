package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Defaults;
import io.ciao.api.schema.Immutable;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.SchemaValidator;
import io.ciao.api.schema.UnknownField;
import io.ciao.api.schema.UnknownFields;
import io.ciao.api.schema.Violation;
import io.ciao.apiserver.request.WriteOptions.FieldValidation;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every object goes through on its way in: identity, unknown fields, defaults, validation,
/// size. Pure.
final class ObjectIntake {
  /// Larger objects are answered 413; etcd takes 1.5 MB.
  static final long OBJECT_BYTES_MAX = 1L << 20;

  private final KindDefinition kind;

  ObjectIntake(KindDefinition kind) {
    this.kind = kind;
  }

  /// Makes sure that a body is of this kind and belongs where its URL says.
  ///
  /// @param name null where the URL names none
  void checkIdentity(ObjectNode tree, @Nullable String namespace, @Nullable String name) {
    checkText(tree, "apiVersion", kind.apiVersion(), "API version");
    checkText(tree, "kind", kind.kind(), "kind");
    ObjectNode metadata = ObjectTree.metadata(tree);
    String given = metadata.path("namespace").asText("");
    if (namespace != null && !given.isEmpty() && !given.equals(namespace)) {
      throw Refusals.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (namespace != null) {
      metadata.put("namespace", namespace);
    }
    String ownName = metadata.path("name").asText("");
    if (name != null && !ownName.isEmpty() && !ownName.equals(name)) {
      throw Refusals.badRequest(
          "the name of the object ("
              + ownName
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
    if (name != null) {
      metadata.put("name", name);
    }
  }

  private static void checkText(ObjectNode tree, String field, String wanted, String what) {
    String found = tree.path(field).asText("");
    if (found.isEmpty()) {
      tree.put(field, wanted);
    } else if (!found.equals(wanted)) {
      throw Refusals.badRequest(
          "the "
              + what
              + " in the data ("
              + found
              + ") does not match the expected "
              + what
              + " ("
              + wanted
              + ")");
    }
  }

  /// Deals with fields that the schema does not know: refuses them, or removes them and maybe
  /// warns.
  List<String> unknownFields(ObjectNode tree, FieldValidation validation) {
    List<UnknownField> unknown = UnknownFields.prune(kind, tree);
    SecretText.fold(kind, tree);
    if (unknown.isEmpty()) {
      return List.of();
    }
    return switch (validation) {
      case STRICT ->
          throw Refusals.badRequest(
              kind.kind()
                  + " in version \""
                  + kind.version()
                  + "\" cannot be handled as a "
                  + kind.kind()
                  + ": strict decoding error: "
                  + UnknownField.summary(unknown));
      case WARN -> unknown.stream().map(UnknownField::toString).toList();
      case IGNORE -> List.of();
    };
  }

  void applyDefaults(ObjectNode tree) {
    Defaults.apply(kind, tree);
  }

  /// Everything that the object alone says is wrong.
  List<Cause> problems(ObjectNode tree) {
    return causes(SchemaValidator.validate(kind, tree));
  }

  /// What may not change and would.
  List<Cause> changes(ObjectNode old, ObjectNode tree) {
    return causes(Immutable.check(kind, old, tree));
  }

  /// Refuses with all problems at once, if there are any.
  void require(String name, List<Cause> problems) {
    if (!problems.isEmpty()) {
      throw invalid(name, problems);
    }
  }

  RequestRefused invalid(String name, List<Cause> problems) {
    return Refusals.invalid(kind.group(), kind.kind(), name, problems);
  }

  /// The object as it will be stored.
  ///
  /// @param tree whole; nobody may change it from then on
  StoredForm form(ObjectNode tree) {
    StoredForm form = StoredForm.of(tree);
    if (form.jsonBytes() > OBJECT_BYTES_MAX) {
      throw Refusals.tooLarge("an object", form.jsonBytes(), OBJECT_BYTES_MAX);
    }
    return form;
  }

  private static List<Cause> causes(List<Violation> violations) {
    List<Cause> causes = new ArrayList<>();
    for (Violation violation : violations) {
      causes.add(new Cause(violation.reason().code(), violation.message(), violation.path()));
    }
    return causes;
  }
}
