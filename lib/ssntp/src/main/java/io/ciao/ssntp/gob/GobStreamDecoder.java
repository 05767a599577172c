package io.ciao.ssntp.gob;

import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Incomplete;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import io.ciao.ssntp.gob.WireType.StructType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Cuts a gob stream into messages, takes in type descriptors and hands struct values to a reader.
///
/// Whole descriptor messages are consumed as they come, also when the value behind them is not
/// complete yet; of an incomplete message nothing is consumed. Confined to one thread.
///
/// @param <T> what a value becomes
public final class GobStreamDecoder<T> {

  /// Turns one struct value into a `T`. Problems are noted on the input.
  @FunctionalInterface
  public interface ValueReader<T> {
    /// Reads the whole value; null only together with {@link GobInput#fail}.
    @Nullable T read(GobInput in, StructType type, WireTypes types);
  }

  /// A descriptor larger than this is refused.
  public static final int DESCRIPTOR_MAX_BYTES = 16 * 1024;

  /// The longest length in front of a message: a byte that counts the others, and eight.
  private static final int PREFIX_MAX_BYTES = 1 + Long.BYTES;

  private final ValueReader<T> reader;
  private final int messageMaxBytes;
  private final WireTypes types = new WireTypes();
  private final GobInput in = new GobInput();
  private long streamOffset;
  private @Nullable Malformed<T> broken;

  /// A decoder for a fresh stream.
  ///
  /// @param messageMaxBytes a message that announces more is malformed, before any of it is kept
  public GobStreamDecoder(ValueReader<T> reader, int messageMaxBytes) {
    this.reader = reader;
    this.messageMaxBytes = messageMaxBytes;
  }

  /// Decodes the next value of the bytes between position and limit of `buffer` (array-backed), and
  /// moves the position behind what was consumed. After {@link Malformed} every further call
  /// answers the same.
  public DecodeResult<T> decode(ByteBuffer buffer) {
    var start = buffer.position();
    while (broken == null) {
      var prefix = prefixBytes(buffer);
      if (prefix > PREFIX_MAX_BYTES) {
        return malformed(0, "a length of more than 8 bytes");
      }
      if (buffer.remaining() < prefix) {
        return new Incomplete<>(prefix - buffer.remaining());
      }
      var length = bodyBytes(buffer, prefix);
      if (Long.compareUnsigned(length, messageMaxBytes) > 0) {
        return malformed(
            0,
            "a message announces %s bytes; at most %d are allowed"
                .formatted(Long.toUnsignedString(length), messageMaxBytes));
      }
      if (buffer.remaining() - prefix < length) {
        return new Incomplete<>(prefix + (int) length - buffer.remaining());
      }
      var value = message(buffer, prefix, (int) length);
      if (value != null) {
        return new Decoded<>(value, buffer.position() - start);
      }
    }
    return broken;
  }

  /// Handles one complete message; null: it was a descriptor, or the stream is broken now.
  private @Nullable T message(ByteBuffer buffer, int prefix, int length) {
    var from = buffer.arrayOffset() + buffer.position() + prefix;
    in.reset(buffer.array(), from, from + length);
    var id = in.signed();
    T value = null;
    if (id < 0) {
      define(-id, length);
    } else if (id <= Integer.MAX_VALUE && types.get((int) id) instanceof StructType struct) {
      value = reader.read(in, struct, types);
    } else {
      in.fail("a value of type " + id + ", which is not a struct that was described");
    }
    if (in.remaining() > 0) {
      in.fail(in.remaining() + " bytes are left over at the end of a message");
    }
    var problem = in.problem();
    if (problem != null) {
      malformed(in.problemPosition() - (from - prefix), problem);
      return null;
    }
    buffer.position(buffer.position() + prefix + length);
    streamOffset += prefix + length;
    return value;
  }

  private void define(long id, int length) {
    if (length > DESCRIPTOR_MAX_BYTES) {
      in.fail(
          "a descriptor of %d bytes; at most %d are allowed"
              .formatted(length, DESCRIPTOR_MAX_BYTES));
      return;
    }
    types.define(in, id);
  }

  private Malformed<T> malformed(int offsetInMessage, String problem) {
    var result = new Malformed<T>(streamOffset + offsetInMessage, problem);
    broken = result;
    return result;
  }

  /// Bytes of the length in front of a message, 1 at least.
  private static int prefixBytes(ByteBuffer buffer) {
    if (!buffer.hasRemaining()) {
      return 1;
    }
    var first = buffer.get(buffer.position()) & 0xff;
    return first <= 0x7f ? 1 : 1 + (0x100 - first);
  }

  private static long bodyBytes(ByteBuffer buffer, int prefix) {
    var at = buffer.position();
    if (prefix == 1) {
      return buffer.get(at);
    }
    var value = 0L;
    for (var i = 1; i < prefix; i++) {
      value = (value << 8) | (buffer.get(at + i) & 0xff);
    }
    return value;
  }
}
