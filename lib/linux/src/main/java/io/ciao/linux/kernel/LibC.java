package io.ciao.linux.kernel;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/// Functions of the C library, with error numbers as exceptions: section 2 of the manual says what
/// they do.
public final class LibC {
  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  /// `open(2)`.
  public static native int open(String path, int flags) throws LastErrorException;

  /// `close(2)`.
  public static native int close(int file) throws LastErrorException;

  /// `setns(2)`.
  public static native int setns(int file, int kind) throws LastErrorException;

  /// `unshare(2)`.
  public static native int unshare(int kind) throws LastErrorException;

  /// `mount(2)`.
  public static native int mount(
      String source, String target, String type, NativeLong flags, @Nullable String data)
      throws LastErrorException;

  /// `umount(2)`.
  public static native int umount2(String target, int flags) throws LastErrorException;

  /// `ioctl(2)` with a pointer, or with a number in its place.
  public static native int ioctl(int file, NativeLong request, Pointer argument)
      throws LastErrorException;

  /// `syscall(2)` with three small numbers, for what the library has no function of.
  public static native NativeLong syscall(NativeLong number, int first, int second, int third)
      throws LastErrorException;

  /// `clock_gettime(2)`.
  ///
  /// @param time where seconds and nanoseconds go
  public static native int clock_gettime(int clock, long[] time) throws LastErrorException;

  /// `socket(2)`.
  public static native int socket(int domain, int type, int protocol) throws LastErrorException;

  /// `setsockopt(2)`.
  public static native int setsockopt(int file, int level, int option, byte[] value, int length)
      throws LastErrorException;

  /// `send(2)`.
  public static native NativeLong send(int file, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  /// `recv(2)`.
  public static native NativeLong recv(int file, byte[] bytes, NativeLong length, int flags)
      throws LastErrorException;

  /// `sendto(2)`.
  public static native NativeLong sendto(
      int file, byte[] bytes, long length, int flags, byte[] address, int addressLength)
      throws LastErrorException;

  /// `if_nametoindex(3)`.
  public static native int if_nametoindex(String link) throws LastErrorException;
}
