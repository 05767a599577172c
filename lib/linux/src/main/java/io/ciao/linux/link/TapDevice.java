package io.ciao.linux.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/// Makes taps (kernel documentation, `networking/tuntap`).
public final class TapDevice {
  private static final String FILE = "/dev/net/tun";
  private static final int O_RDWR_CLOEXEC = 0x80002;
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETOWNER = 0x400454ccL;

  /// Frames with nothing before them.
  static final short IFF_TAP_NO_PI = 0x0002 | 0x1000;

  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS_OFFSET = 16;

  private TapDevice() {}

  /// Makes a tap that stays until somebody removes it, without an IPv6 address of its own.
  ///
  /// @param alias the mark that says whose it is
  /// @param owner the number of the user who may open it beside root
  /// @throws KernelException if there is one of that name, or this process may not
  public static void create(NetNamespace namespace, String name, String alias, OptionalLong owner) {
    LinkNames.require(name);
    var purpose = "make tap " + name + " in " + namespace;
    // The file belongs to the namespace of the thread that opens it, and the tap to the file's.
    InNamespace.call(
        namespace,
        () -> {
          try {
            make(name, owner);
            return true;
          } catch (LastErrorException e) {
            throw KernelException.of(purpose, e.getErrorCode());
          }
        });
    try (var session = new NetlinkSession()) {
      for (var action :
          List.of(
              new NetAction.DisableOwnIpv6(namespace, name),
              new NetAction.SetAlias(namespace, name, alias))) {
        session.take(action);
      }
      session.flush();
    }
  }

  private static void make(String name, OptionalLong owner) {
    var file = open();
    try {
      attach(file, name, IFF_TAP_NO_PI);
      if (owner.isPresent()) {
        LibC.ioctl(file, new NativeLong(TUNSETOWNER), new Pointer(owner.getAsLong()));
      }
      keep(file);
    } finally {
      LibC.close(file);
    }
  }

  private static int open() {
    try {
      return LibC.open(FILE, O_RDWR_CLOEXEC);
    } catch (LastErrorException e) {
      throw KernelException.of(
          "open " + FILE + ", without which no tap can be made", e.getErrorCode());
    }
  }

  /// Makes the device of an open tap file that has none.
  static void attach(int file, String name, short flags) throws LastErrorException {
    try (var request = new Memory(IFREQ_BYTES)) {
      request.clear();
      request.setString(0, name, StandardCharsets.US_ASCII.name());
      request.setShort(IFREQ_FLAGS_OFFSET, flags);
      LibC.ioctl(file, new NativeLong(TUNSETIFF), request);
    }
  }

  /// Lets the device stay when the file is closed.
  static void keep(int file) throws LastErrorException {
    LibC.ioctl(file, new NativeLong(TUNSETPERSIST), new Pointer(1));
  }
}
