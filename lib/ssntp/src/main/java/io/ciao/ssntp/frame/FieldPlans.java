package io.ciao.ssntp.frame;

import io.ciao.ssntp.frame.FieldPlan.Known;
import io.ciao.ssntp.gob.GobInput;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireTypes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How each struct of one stream is read as one of ours, worked out when it first comes. Confined
/// to its decoder's thread.
final class FieldPlans {

  private final Map<String, Known> known;
  private final Map<Integer, FieldPlan> byType = new HashMap<>();

  /// Plans for structs that are read as ours with these fields.
  FieldPlans(Map<String, Known> known) {
    this.known = known;
  }

  /// The plan for a sender's struct; null: it does not match, which is noted on the input.
  @Nullable FieldPlan of(GobInput in, StructType struct, WireTypes types) {
    var made = byType.get(struct.id());
    if (made != null) {
      return made;
    }
    var plan = FieldPlan.match(in, struct, known, types);
    if (in.failed()) {
      return null;
    }
    byType.put(struct.id(), plan);
    return plan;
  }
}
