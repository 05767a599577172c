package io.ciao.ssntp.gob;

import io.ciao.ssntp.gob.WireType.ArrayType;
import io.ciao.ssntp.gob.WireType.MapType;
import io.ciao.ssntp.gob.WireType.OpaqueType;
import io.ciao.ssntp.gob.WireType.SliceType;
import io.ciao.ssntp.gob.WireType.StructType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types that one stream has described so far, and how to pass over values of any of them.
/// Confined to the thread that decodes the stream.
public final class WireTypes {

  /// How many types a stream may describe; the original's streams describe seven.
  public static final int TYPES_MAX = 256;

  /// How deep values that are passed over may nest.
  public static final int DEPTH_MAX = 64;

  private final Map<Integer, WireType> types = new HashMap<>();

  /// The described type of that id; null: built in, or not described so far.
  public @Nullable WireType get(int id) {
    return types.get(id);
  }

  /// Takes in the descriptor of `id` that follows in `in`.
  void define(GobInput in, long id) {
    if (id < WireType.FIRST_DEFINED || id > Integer.MAX_VALUE) {
      in.fail("a descriptor for type " + id + "; ids that may be described start at 64");
      return;
    }
    if (types.containsKey((int) id)) {
      in.fail("type " + id + " is described twice");
      return;
    }
    if (types.size() >= TYPES_MAX) {
      in.fail("more than " + TYPES_MAX + " types are described");
      return;
    }
    var type = TypeDescriptors.read(in, (int) id);
    if (type != null) {
      types.put((int) id, type);
    }
  }

  /// Passes over one value of a type that nobody here wants.
  public void skip(GobInput in, int typeId) {
    skip(in, typeId, 0);
  }

  private void skip(GobInput in, int typeId, int depth) {
    if (depth > DEPTH_MAX) {
      in.fail("values nest deeper than " + DEPTH_MAX);
      return;
    }
    switch (typeId) {
      case WireType.BOOL, WireType.INT, WireType.UNSIGNED, WireType.FLOAT -> in.unsigned();
      case WireType.COMPLEX -> {
        in.unsigned();
        in.unsigned();
      }
      case WireType.BYTES, WireType.STRING -> in.skipBytes("a byte string");
      case WireType.INTERFACE -> skipInterface(in);
      default -> skipDefined(in, typeId, depth);
    }
  }

  private void skipDefined(GobInput in, int typeId, int depth) {
    switch (types.get(typeId)) {
      case null -> in.fail("a value of type " + typeId + ", which was never described");
      case StructType struct -> skipStruct(in, struct, depth);
      case ArrayType array -> {
        var count = in.count("an array");
        if (count != array.length()) {
          in.fail("an array of " + count + " elements; its type says " + array.length());
        }
        skipElements(in, array.elementType(), count, depth);
      }
      case SliceType slice -> skipElements(in, slice.elementType(), in.count("a slice"), depth);
      case MapType map -> {
        var count = in.count("a map");
        for (var i = 0; i < count && !in.failed(); i++) {
          skip(in, map.keyType(), depth + 1);
          skip(in, map.elementType(), depth + 1);
        }
      }
      case OpaqueType _ -> in.skipBytes("a self-encoded value");
    }
  }

  private void skipElements(GobInput in, int elementType, int count, int depth) {
    for (var i = 0; i < count && !in.failed(); i++) {
      skip(in, elementType, depth + 1);
    }
  }

  private void skipStruct(GobInput in, StructType struct, int depth) {
    var index = nextField(in, struct, -1);
    while (index >= 0) {
      skip(in, struct.fields().get(index).typeId(), depth + 1);
      index = nextField(in, struct, index);
    }
  }

  /// The index of the next field that a struct value carries.
  ///
  /// @param previous the index before, −1 at the start
  /// @return −1 at the end of the struct and after a problem
  public static int nextField(GobInput in, StructType struct, int previous) {
    return nextField(in, struct.fields().size(), struct.name(), previous);
  }

  /// The same for a struct of so many fields that no stream describes.
  static int nextField(GobInput in, int fields, String name, int previous) {
    var delta = in.unsigned();
    if (Long.compareUnsigned(delta, fields - 1 - previous) > 0) {
      in.fail("a field number beyond the " + fields + " of " + name);
    }
    return delta == 0 || in.failed() ? -1 : previous + (int) delta;
  }

  /// An interface value: the name of its type (empty: nil), descriptors that were not sent before,
  /// the id, and the value behind its length.
  private void skipInterface(GobInput in) {
    var nameBytes = in.count("the name of an interface value's type");
    if (nameBytes == 0) {
      return;
    }
    in.skip(nameBytes);
    var id = in.signed();
    while (id <= 0 && !in.failed()) {
      define(in, -id);
      in.unsigned();
      id = in.signed();
    }
    in.skipBytes("an interface value");
  }
}
