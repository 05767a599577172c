package io.ciao.linux.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.IntByReference;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Takes a copy of the hypervisor's open tap file (`pidfd_getfd`) and makes the device on it again
/// (`TUNSETIFF`). A tap file belongs to the namespace in which it was opened, so the device appears
/// there, and no thread has to change its namespace.
///
/// A tap file whose device was deleted shows an empty name in its fdinfo; a hypervisor with more
/// than one such file is refused, because which is which cannot be told.
final class HeldTapReattacher implements TapReattacher {
  /// The C library, with its error numbers as exceptions.
  interface LibC extends Library {
    NativeLong syscall(NativeLong number, Object... arguments) throws LastErrorException;

    int ioctl(int file, NativeLong request, Object... arguments) throws LastErrorException;

    int close(int file) throws LastErrorException;
  }

  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_GETFD = 438;
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final short IFF_TAP_NO_PI_VNET_HDR = 0x0002 | 0x1000 | 0x4000;
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS_OFFSET = 16;

  /// The header before each frame that virtio-net uses with mergeable receive buffers, which every
  /// virtio 1.0 guest has.
  private static final int VNET_HEADER_BYTES = 12;

  @Override
  public void reattach(NetNamespace bornIn, String link, ManagedProcess holder) {
    LinkNames.require(link);
    var file = detachedTapFile(link, holder);
    var libc = Native.load("c", LibC.class);
    try {
      var pidfd = libc.syscall(new NativeLong(SYS_PIDFD_OPEN), (int) holder.pid(), 0).intValue();
      try {
        var copy = libc.syscall(new NativeLong(SYS_PIDFD_GETFD), pidfd, file, 0).intValue();
        try {
          attach(libc, copy, link);
        } finally {
          libc.close(copy);
        }
      } finally {
        libc.close(pidfd);
      }
    } catch (LastErrorException e) {
      throw new IllegalStateException(
          "could not put tap "
              + link
              + " back under process "
              + holder.pid()
              + ": error number "
              + e.getErrorCode()
              + "; stop and start the instance",
          e);
    }
  }

  private static void attach(LibC libc, int file, String link) {
    try (var request = new Memory(IFREQ_BYTES)) {
      request.clear();
      request.setString(0, link, StandardCharsets.US_ASCII.name());
      request.setShort(IFREQ_FLAGS_OFFSET, IFF_TAP_NO_PI_VNET_HDR);
      libc.ioctl(file, new NativeLong(TUNSETIFF), request);
      libc.ioctl(file, new NativeLong(TUNSETVNETHDRSZ), new IntByReference(VNET_HEADER_BYTES));
      libc.ioctl(file, new NativeLong(TUNSETPERSIST), new NativeLong(1));
    }
  }

  private static int detachedTapFile(String link, ManagedProcess holder) {
    var found = new ArrayList<Integer>();
    var files = Path.of("/proc", Long.toString(holder.pid()), "fd");
    try (var entries = Files.newDirectoryStream(files)) {
      for (var entry : entries) {
        var number = entry.getFileName().toString();
        if (Files.readSymbolicLink(entry).toString().startsWith("/dev/net/tun")
            && isDetached(holder, number)) {
          found.add(Integer.parseInt(number));
        }
      }
    } catch (IOException e) {
      throw refused(link, holder, "its open files cannot be read");
    }
    if (found.size() != 1) {
      throw refused(link, holder, "it has " + found.size() + " tap files without a device, not 1");
    }
    return found.getFirst();
  }

  private static boolean isDetached(ManagedProcess holder, String file) throws IOException {
    var info = Path.of("/proc", Long.toString(holder.pid()), "fdinfo", file);
    List<String> lines = Files.readAllLines(info);
    return lines.stream()
        .filter(line -> line.startsWith("iff:"))
        .allMatch(line -> line.substring("iff:".length()).isBlank());
  }

  private static IllegalStateException refused(String link, ManagedProcess holder, String why) {
    return new IllegalStateException(
        "could not put tap "
            + link
            + " back under process "
            + holder.pid()
            + ": "
            + why
            + "; stop and start the instance");
  }
}
