package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.Subresources;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.Updating.Part;
import io.ciao.apiserver.registry.Updating.Wanted;
import io.ciao.apiserver.registry.Updating.Wish;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// The `scale` subresource of kinds that have replicas. Safe for many threads.
public final class Scaling {
  private static final String SUBRESOURCE = "scale";

  private final RegistryParts parts;
  private final Updating updating;
  private final Applying applying;

  Scaling(RegistryParts parts, Updating updating, Applying applying) {
    this.parts = parts;
    this.updating = updating;
    this.applying = applying;
  }

  /// The Scale of an object as it is now.
  public byte[] get(Target target) {
    ObjectNode object = new Reading(parts.store()).get(target, OptionalLong.empty()).tree();
    return Json.write(ScaleView.of(paths(target), object));
  }

  /// Scales to what a Scale says.
  ///
  /// @param scale read, and this method's own
  public Written replace(Target target, ObjectNode scale, WriteContext context) {
    return change(target, _ -> scale, context);
  }

  /// Scales to what the patched Scale says.
  public Written patch(Target target, Patch patch, WriteContext context) {
    return change(target, patch::apply, context);
  }

  /// Makes the replicas what a Scale says and the client's own; one that says none lets go of them.
  public Written apply(Target target, ObjectNode scale, WriteContext context) {
    Subresources.Scale paths = paths(target);
    ObjectNode config = ScaleView.config(paths, target.kind(), target.name(), scale);
    return shown(paths, applying.applyPart(target, SUBRESOURCE, config, context));
  }

  private Written change(Target target, UnaryOperator<ObjectNode> wanted, WriteContext context) {
    Subresources.Scale paths = paths(target);
    Wish wish = new Wish(Part.MAIN, SUBRESOURCE, old -> wanted(paths, old, wanted), false);
    return shown(paths, updating.update(target, wish, context));
  }

  private static Written shown(Subresources.Scale paths, Written written) {
    ObjectNode object = Json.parse(written.json());
    return new Written(written.code(), Json.write(ScaleView.of(paths, object)), written.warnings());
  }

  private static Wanted wanted(
      Subresources.Scale paths, ObjectNode old, UnaryOperator<ObjectNode> wanted) {
    ObjectNode scale = wanted.apply(ScaleView.of(paths, old));
    ScaleView.put(paths, old, ScaleView.replicas(scale));
    ObjectNode metadata = ObjectTree.metadata(old);
    for (String field : List.of("name", "uid", "resourceVersion")) {
      if (scale.path("metadata").hasNonNull(field)) {
        metadata.set(field, scale.path("metadata").get(field));
      }
    }
    return new Wanted(old, null);
  }

  private static Subresources.Scale paths(Target target) {
    return target.kind().subresources().scale().orElseThrow(Refusals::noSuchResource);
  }
}
