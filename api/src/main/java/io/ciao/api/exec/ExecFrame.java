package io.ciao.api.exec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// A piece of what a command says: one octet that tells the channel, four with the length in
/// octets, highest first, and the content. The last frame of a command has the channel
/// [Channel#STATUS] and four octets of content, its exit status; an answer that ends without it was
/// cut off.
///
/// @param content not copied; its position stays where it is
public record ExecFrame(Channel channel, ByteBuffer content) {
  /// The type of an answer made of frames.
  public static final String MEDIA_TYPE = "application/vnd.ciao.exec";

  /// More than a frame may hold.
  private static final int CONTENT_MAX = 1 << 20;

  /// Where a frame belongs.
  public enum Channel {
    OUT(1),
    ERR(2),
    STATUS(3);

    private final int octet;

    Channel(int octet) {
      this.octet = octet;
    }

    private static Optional<Channel> of(int octet) {
      return Arrays.stream(values()).filter(channel -> channel.octet == octet).findFirst();
    }
  }

  public static ExecFrame of(Channel channel, byte[] bytes, int length) {
    return new ExecFrame(channel, ByteBuffer.wrap(bytes, 0, length));
  }

  public static ExecFrame ofStatus(int status) {
    return new ExecFrame(Channel.STATUS, ByteBuffer.allocate(Integer.BYTES).putInt(0, status));
  }

  /// The exit status that the last frame holds.
  public int status() {
    return content.getInt(content.position());
  }

  public void writeTo(OutputStream out) throws IOException {
    var bytes = bytes();
    var data = new DataOutputStream(out);
    data.writeByte(channel.octet);
    data.writeInt(bytes.length);
    data.write(bytes);
    data.flush();
  }

  /// The next one; empty at the end.
  ///
  /// @throws IOException if the answer breaks off within a frame or is not made of frames
  public static Optional<ExecFrame> read(InputStream in) throws IOException {
    var octet = in.read();
    if (octet < 0) {
      return Optional.empty();
    }
    var channel = Channel.of(octet);
    var data = new DataInputStream(in);
    var length = data.readInt();
    if (channel.isEmpty() || length < 0 || length > CONTENT_MAX) {
      throw new IOException("the answer is not made of a command's frames");
    }
    var content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("the answer breaks off within a frame");
    }
    return Optional.of(new ExecFrame(channel.get(), ByteBuffer.wrap(content)));
  }

  /// A copy of the content.
  public byte[] bytes() {
    var bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }
}
