package io.ciao.linux.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.LinkNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.io.IOException;
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
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_GETFD = 438;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final short IFF_VNET_HDR = 0x4000;

  /// The header before each frame that virtio-net uses with mergeable receive buffers, which every
  /// virtio 1.0 guest has.
  private static final int VNET_HEADER_BYTES = 12;

  @Override
  public void reattach(NetNamespace bornIn, String link, ManagedProcess holder) {
    LinkNames.require(link);
    var file = detachedTapFile(link, holder);
    try {
      var held = LibC.syscall(new NativeLong(SYS_PIDFD_OPEN), (int) holder.pid(), 0, 0).intValue();
      try {
        var copy = LibC.syscall(new NativeLong(SYS_PIDFD_GETFD), held, file, 0).intValue();
        try {
          TapDevice.attach(copy, link, (short) (TapDevice.IFF_TAP_NO_PI | IFF_VNET_HDR));
          setHeader(copy);
          TapDevice.keep(copy);
        } finally {
          LibC.close(copy);
        }
      } finally {
        LibC.close(held);
      }
    } catch (LastErrorException e) {
      throw refused(link, holder, ErrorNumber.text(e.getErrorCode()));
    }
  }

  private static void setHeader(int file) throws LastErrorException {
    try (var bytes = new Memory(Integer.BYTES)) {
      bytes.setInt(0, VNET_HEADER_BYTES);
      LibC.ioctl(file, new NativeLong(TUNSETVNETHDRSZ), bytes);
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
