package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.apply.DryRun;
import java.util.Optional;
import java.util.function.Function;

/// What is done on this machine beside the creation of an object.
public interface Aside {
  /// Nothing.
  Aside NONE = (mode, creation) -> creation.apply(mode);

  /// Does it before, after or instead of the creation, which may be called several times.
  ///
  /// @return the object as it was made, or would be
  ObjectNode around(DryRun mode, Function<DryRun, ObjectNode> creation);

  /// What a person has to know of it afterwards.
  default Optional<String> said(DryRun mode) {
    return Optional.empty();
  }
}
