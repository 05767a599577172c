package io.ciao.linux.announce;

import com.sun.jna.LastErrorException;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Sends whole Ethernet frames by a link (`packet(7)`).
final class PacketSocket {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;

  /// `struct sockaddr_ll`, of which a sender gives family and link alone.
  private static final int ADDRESS_BYTES = 20;

  private static final int LINK_AT = 4;

  private PacketSocket() {}

  /// Sends them in order.
  ///
  /// @throws KernelException if there is no such namespace or link, or the link takes nothing
  static void send(NetNamespace namespace, String link, List<byte[]> frames) {
    InNamespace.call(
        namespace,
        () -> {
          try {
            send(link, frames);
            return true;
          } catch (LastErrorException e) {
            throw KernelException.of("send by " + link + " in " + namespace, e.getErrorCode());
          }
        });
  }

  private static void send(String link, List<byte[]> frames) {
    var address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
    address.putShort((short) AF_PACKET).putInt(LINK_AT, LibC.if_nametoindex(link));
    // Of protocol 0: it receives nothing.
    var socket = LibC.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0);
    try {
      for (var frame : frames) {
        LibC.sendto(socket, frame, frame.length, 0, address.array(), ADDRESS_BYTES);
      }
    } finally {
      LibC.close(socket);
    }
  }
}
