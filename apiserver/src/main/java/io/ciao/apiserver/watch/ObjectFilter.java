package io.ciao.apiserver.watch;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.LabelSelector;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.store.Selection;
import io.ciao.store.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which objects a list or watch is about: what the store's index answers, and what remains to be
/// looked at.
///
/// @param selection for the store
public record ObjectFilter(Selection selection, LabelSelector labels, FieldSelector fields) {

  /// The filter of a list or watch.
  ///
  /// @param namespace null for all
  public static ObjectFilter of(
      KindDefinition kind, @Nullable String namespace, ReadOptions options) {
    Selection selection = Selection.of(kind.plural(), namespace);
    Optional<String> name = options.fields().requiredValue("metadata.name");
    if (name.isPresent()) {
      selection = selection.where("metadata.name", name.get());
    } else {
      for (String field : kind.rules().selectableFields()) {
        Optional<String> value = options.fields().requiredValue(field);
        if (value.isPresent() && !value.get().isEmpty()) {
          selection = selection.where(field, value.get());
          break;
        }
      }
    }
    return new ObjectFilter(selection, options.labels(), options.fields());
  }

  public boolean matches(StoredObject object) {
    return labels.matches(object.labels()) && fields.matches(object::index);
  }

  /// Whether every object of the selection matches.
  public boolean isSelection() {
    return labels.isEmpty() && fields.isEmpty();
  }
}
