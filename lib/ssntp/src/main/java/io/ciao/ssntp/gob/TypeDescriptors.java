package io.ciao.ssntp.gob;

import static io.ciao.ssntp.gob.WireTypes.nextField;

import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.MapType;
import io.ciao.ssntp.gob.WireType.Marshaler;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import io.ciao.ssntp.gob.WireType.WireField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Type descriptors as bytes: a message whose first number is the negated id, then a value of the
/// type that gob calls `wireType`, whose own shape both sides know.
///
/// `wireType` has one field for each sort of type, of which one is set: 0 array, 1 slice, 2 struct,
/// 3 map, 4 to 6 the three ways of self-encoding. Each begins with a struct {name, id}.
public final class TypeDescriptors {

  /// A struct described with more fields is refused.
  public static final int FIELDS_MAX = 256;

  /// A name longer than this is refused.
  public static final int NAME_MAX_BYTES = 256;

  private static final int ARRAY = 0;
  private static final int SLICE = 1;
  private static final int STRUCT = 2;
  private static final int MAP = 3;
  private static final int GOB = 4;
  private static final int BINARY = 5;
  private static final int TEXT = 6;

  /// How many fields {name, id} has, and {name, type id}.
  private static final int PAIR = 2;

  private TypeDescriptors() {}

  /// Appends a whole descriptor message.
  public static void write(GobOutput out, WireType type) {
    var mark = out.beginMessage(0);
    out.signed(-type.id());
    switch (type) {
      case ArrayType array -> {
        common(out, ARRAY, array);
        field(out, array.elementType());
        field(out, array.length());
      }
      case SliceType slice -> {
        common(out, SLICE, slice);
        field(out, slice.elementType());
      }
      case StructType struct -> {
        common(out, STRUCT, struct);
        fields(out, struct.fields());
      }
      case MapType map -> {
        common(out, MAP, map);
        field(out, map.keyType());
        field(out, map.elementType());
      }
      case OpaqueType opaque -> common(out, sort(opaque.marshaler()), opaque);
    }
    out.unsigned(0);
    out.unsigned(0);
    out.endMessage(mark);
  }

  private static void common(GobOutput out, int sort, WireType type) {
    out.unsigned(sort + 1);
    out.unsigned(1);
    out.unsigned(1);
    out.bytes(type.name().getBytes(StandardCharsets.UTF_8));
    out.unsigned(1);
    out.signed(type.id());
    out.unsigned(0);
  }

  private static int sort(Marshaler marshaler) {
    return switch (marshaler) {
      case GOB -> GOB;
      case BINARY -> BINARY;
      case TEXT -> TEXT;
    };
  }

  private static Marshaler marshaler(int sort) {
    return switch (sort) {
      case GOB -> Marshaler.GOB;
      case BINARY -> Marshaler.BINARY;
      default -> Marshaler.TEXT;
    };
  }

  private static void field(GobOutput out, long value) {
    out.unsigned(1);
    out.signed(value);
  }

  private static void fields(GobOutput out, List<WireField> fields) {
    if (fields.isEmpty()) {
      return;
    }
    out.unsigned(1);
    out.unsigned(fields.size());
    for (var field : fields) {
      out.unsigned(1);
      out.bytes(field.name().getBytes(StandardCharsets.UTF_8));
      out.unsigned(1);
      out.signed(field.typeId());
      out.unsigned(0);
    }
  }

  /// Reads the `wireType` value that describes `id`; null after a problem.
  static @Nullable WireType read(GobInput in, int id) {
    var sort = in.unsigned(TEXT + 1, "the sort of a type") - 1;
    if (sort < 0) {
      in.fail("type " + id + " is described as nothing");
      return null;
    }
    var type = body(in, id, sort);
    if (in.unsigned() != 0) {
      in.fail("type " + id + " is described as two sorts at once");
    }
    return in.failed() ? null : type;
  }

  private static WireType body(GobInput in, int id, int sort) {
    List<WireField> fields = List.of();
    var name = "";
    var first = 0L;
    var second = 0L;
    var what = "the descriptor of type " + id;
    var index = nextField(in, sortFields(sort), what, -1);
    while (index >= 0) {
      if (index == 0) {
        name = commonName(in);
      } else if (sort == STRUCT) {
        fields = readFields(in);
      } else if (index == 1) {
        first = in.signed();
      } else {
        second = in.signed();
      }
      index = nextField(in, sortFields(sort), what, index);
    }
    return switch (sort) {
      case ARRAY -> new ArrayType(id, name, typeId(in, first), second);
      case SLICE -> new SliceType(id, name, typeId(in, first));
      case STRUCT -> new StructType(id, name, fields);
      case MAP -> new MapType(id, name, typeId(in, first), typeId(in, second));
      default -> new OpaqueType(id, name, marshaler(sort));
    };
  }

  /// How many fields a descriptor of that sort has, the struct {name, id} included.
  private static int sortFields(int sort) {
    return switch (sort) {
      case ARRAY, MAP -> 3;
      case SLICE, STRUCT -> 2;
      default -> 1;
    };
  }

  /// The struct {name, id}; the id repeats what the message began with and is not used.
  private static String commonName(GobInput in) {
    var name = "";
    var what = "a type's name and id";
    var index = nextField(in, PAIR, what, -1);
    while (index >= 0) {
      if (index == 0) {
        name = text(in);
      } else {
        in.signed();
      }
      index = nextField(in, PAIR, what, index);
    }
    return name;
  }

  private static List<WireField> readFields(GobInput in) {
    var count = in.count("the list of fields");
    if (count > FIELDS_MAX) {
      in.fail("a struct of " + count + " fields; at most " + FIELDS_MAX + " are allowed");
    }
    var fields = new ArrayList<WireField>();
    for (var i = 0; i < count && !in.failed(); i++) {
      fields.add(readField(in));
    }
    return fields;
  }

  private static WireField readField(GobInput in) {
    var name = "";
    var type = 0L;
    var what = "a field's name and type";
    var index = nextField(in, PAIR, what, -1);
    while (index >= 0) {
      if (index == 0) {
        name = text(in);
      } else {
        type = in.signed();
      }
      index = nextField(in, PAIR, what, index);
    }
    return new WireField(name, typeId(in, type));
  }

  private static int typeId(GobInput in, long id) {
    if (id <= 0 || id > Integer.MAX_VALUE) {
      in.fail("a descriptor refers to type " + id + "; ids start at 1");
      return 0;
    }
    return (int) id;
  }

  private static String text(GobInput in) {
    return new String(in.bytes(NAME_MAX_BYTES, "a name"), StandardCharsets.UTF_8);
  }
}
