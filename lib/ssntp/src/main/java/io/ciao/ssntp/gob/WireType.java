package io.ciao.ssntp.gob;

import java.util.List;

/// A type as a gob stream describes it: what a decoder must know to read or skip its values.
///
/// Ids below {@link #FIRST_DEFINED} are built in and never described. A descriptor may name ids
/// that are described only later (types refer to each other).
public sealed interface WireType {

  /// Built-in id of booleans.
  int BOOL = 1;

  /// Built-in id of signed integers.
  int INT = 2;

  /// Built-in id of unsigned integers, bytes included.
  int UNSIGNED = 3;

  /// Built-in id of floating point numbers.
  int FLOAT = 4;

  /// Built-in id of byte slices.
  int BYTES = 5;

  /// Built-in id of strings.
  int STRING = 6;

  /// Built-in id of complex numbers.
  int COMPLEX = 7;

  /// Built-in id of interface values, which name their type in the value.
  int INTERFACE = 8;

  /// The lowest id that a stream may describe; senders start one above.
  int FIRST_DEFINED = 64;

  /// The id by which values and other descriptors name this type.
  int id();

  /// The name in the sender's program; nobody decides by it.
  String name();

  /// A struct: numbered fields, of which a value carries those that are not zero.
  record StructType(int id, String name, List<WireField> fields) implements WireType {
    /// Copies the list.
    public StructType {
      fields = List.copyOf(fields);
    }
  }

  /// An array of fixed length.
  record ArrayType(int id, String name, int elementType, long length) implements WireType {}

  /// A slice: any number of elements.
  record SliceType(int id, String name, int elementType) implements WireType {}

  /// A map.
  record MapType(int id, String name, int keyType, int elementType) implements WireType {}

  /// A type that encodes itself to a byte string.
  record OpaqueType(int id, String name, Marshaler marshaler) implements WireType {}

  /// How an opaque type encodes itself.
  enum Marshaler {
    /// By gob's own interface; times do.
    GOB,
    /// By the general binary interface.
    BINARY,
    /// By the general text interface.
    TEXT
  }

  /// One field of a struct.
  record WireField(String name, int typeId) {}
}
