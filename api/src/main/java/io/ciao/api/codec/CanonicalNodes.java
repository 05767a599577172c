package io.ciao.api.codec;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Makes every number canonical at birth, so that `node.put("x", 1)` equals what a reader makes of
/// `x: 1` or `x: 1.0`. Numbers without a canonical form (bigger integers, NaN, infinities) pass
/// through; [Numbers] finds them.
final class CanonicalNodes extends JsonNodeFactory {
  private static final long serialVersionUID = 1L;

  /// 2^63: the first double above every 64-bit integer.
  private static final double LONG_END = 0x1p63;

  static final CanonicalNodes INSTANCE = new CanonicalNodes();

  private CanonicalNodes() {}

  static NumericNode canonical(double value) {
    return value == Math.rint(value) && value >= -LONG_END && value < LONG_END
        ? LongNode.valueOf((long) value)
        : DoubleNode.valueOf(value);
  }

  @Override
  public NumericNode numberNode(byte v) {
    return LongNode.valueOf(v);
  }

  @Override
  public NumericNode numberNode(short v) {
    return LongNode.valueOf(v);
  }

  @Override
  public NumericNode numberNode(int v) {
    return LongNode.valueOf(v);
  }

  @Override
  public NumericNode numberNode(long v) {
    return LongNode.valueOf(v);
  }

  @Override
  public NumericNode numberNode(float v) {
    return canonical(v);
  }

  @Override
  public NumericNode numberNode(double v) {
    return canonical(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Byte v) {
    return v == null ? nullNode() : LongNode.valueOf(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Short v) {
    return v == null ? nullNode() : LongNode.valueOf(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Integer v) {
    return v == null ? nullNode() : LongNode.valueOf(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Long v) {
    return v == null ? nullNode() : LongNode.valueOf(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Float v) {
    return v == null ? nullNode() : canonical(v);
  }

  @Override
  public ValueNode numberNode(@Nullable Double v) {
    return v == null ? nullNode() : canonical(v);
  }

  @Override
  public ValueNode numberNode(@Nullable BigInteger v) {
    if (v == null) {
      return nullNode();
    }
    return v.bitLength() < Long.SIZE ? LongNode.valueOf(v.longValue()) : super.numberNode(v);
  }

  @Override
  public ValueNode numberNode(@Nullable BigDecimal v) {
    return v == null ? nullNode() : canonical(v.doubleValue());
  }
}
