package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.session.Targets.Target;
import java.util.Set;

/// How objects of one kind are made of flags.
interface NewKind {
  /// The flags that it takes.
  Set<String> flags();

  /// Puts in what the flags say.
  ///
  /// @param object has its kind and name
  /// @throws io.ciao.ctl.session.UsageException if the flags make no sense
  /// @throws io.ciao.ctl.session.RefusedException if a file cannot be used
  Aside fill(ObjectNode object, Target target, NewArguments arguments);
}
