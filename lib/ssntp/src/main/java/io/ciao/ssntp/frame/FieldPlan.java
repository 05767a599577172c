package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.GobInput;
import io.ciao.ssntp.gob.WireType;
import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireTypes;
import java.util.List;
import java.util.Map;

/// Which field of ours each field of a sender's struct is: matched by name, whatever their order; a
/// field that we know must have the type that we know it with.
///
/// @param type the sender's struct
/// @param slots per index of its fields our slot, or {@link #UNKNOWN}
record FieldPlan(StructType type, List<Integer> slots) {

  /// A field that we do not know: its value is passed over.
  static final int UNKNOWN = -1;

  /// What a known field must be on the wire.
  enum Shape {
    UNSIGNED,
    BYTES,
    UUID_ARRAY,
    TIME,
    STRUCT,
    STRUCTS
  }

  /// A field of ours.
  record Known(int slot, Shape shape) {}

  /// Matches a sender's struct; a mismatch is noted on the input.
  static FieldPlan match(GobInput in, StructType type, Map<String, Known> known, WireTypes types) {
    var slots = new Integer[type.fields().size()];
    var matched = false;
    for (var i = 0; i < slots.length; i++) {
      var field = type.fields().get(i);
      var target = known.get(field.name());
      if (target == null) {
        slots[i] = UNKNOWN;
      } else if (fits(target.shape(), field.typeId(), types)) {
        slots[i] = target.slot();
        matched = true;
      } else {
        in.fail(
            "field %s of %s has type %d, which is not %s"
                .formatted(field.name(), type.name(), field.typeId(), target.shape()));
        slots[i] = UNKNOWN;
      }
    }
    if (!matched) {
      in.fail("a value of type " + type.name() + ", which has no field of a frame");
    }
    return new FieldPlan(type, List.of(slots));
  }

  private static boolean fits(Shape shape, int typeId, WireTypes types) {
    return switch (shape) {
      case UNSIGNED -> typeId == WireType.UNSIGNED;
      case BYTES -> typeId == WireType.BYTES;
      case UUID_ARRAY ->
          types.get(typeId) instanceof ArrayType(_, _, var element, var length)
              && element == WireType.UNSIGNED
              && length == Schema.UUID_BYTES;
      case TIME -> types.get(typeId) instanceof OpaqueType;
      case STRUCT -> types.get(typeId) instanceof StructType;
      case STRUCTS ->
          types.get(typeId) instanceof SliceType(_, _, var element)
              && types.get(element) instanceof StructType;
    };
  }
}
