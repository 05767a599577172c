package io.ciao.linux.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.ciao.basis.text.ErrorText;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.NetNamespace.Named;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/// The files in /run/netns over which namespaces are mounted, as `ip-netns(8)` describes them.
final class NamedNamespaceFiles {
  private static final Path DIRECTORY = Path.of("/run/netns");

  /// The namespace of the thread that reads it.
  private static final String OWN = "/proc/thread-self/ns/net";

  private static final int CLONE_NEWNET = 0x40000000;
  private static final int MNT_DETACH = 2;
  private static final NativeLong MS_BIND = new NativeLong(0x1000);
  private static final NativeLong MS_BIND_REC = new NativeLong(0x1000 | 0x4000);
  private static final NativeLong MS_SHARED_REC = new NativeLong(0x100000 | 0x4000);

  /// Only one thread looks whether the directory is shared and makes it so.
  private static final ReentrantLock SHARING = new ReentrantLock();

  private NamedNamespaceFiles() {}

  /// Makes a namespace under that name; a file that a crash left without one is used.
  static void make(Named namespace) {
    share();
    var file = Path.of(namespace.path());
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException _) {
      // Its namespace is mounted over it now.
    } catch (IOException e) {
      throw new KernelException("create " + namespace, ErrorText.of(e), 0);
    }
    // Only a thread of its own gets the new namespace, and it ends.
    InNamespace.alone(
        "create " + namespace,
        () -> {
          try {
            LibC.unshare(CLONE_NEWNET);
            LibC.mount(OWN, namespace.path(), "none", MS_BIND, null);
          } catch (LastErrorException e) {
            throw KernelException.of("create " + namespace, e.getErrorCode());
          }
          return true;
        });
  }

  /// Other mount namespaces shall see what is mounted here, and let go of it.
  private static void share() {
    SHARING.lock();
    try {
      Files.createDirectories(DIRECTORY);
      var directory = DIRECTORY.toString();
      try {
        LibC.mount("", directory, "none", MS_SHARED_REC, null);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != ErrorNumber.EINVAL) {
          throw e;
        }
        // It is no mount point yet.
        LibC.mount(directory, directory, "none", MS_BIND_REC, null);
        LibC.mount("", directory, "none", MS_SHARED_REC, null);
      }
    } catch (LastErrorException e) {
      throw KernelException.of("share " + DIRECTORY, e.getErrorCode());
    } catch (IOException e) {
      throw new KernelException("create " + DIRECTORY, ErrorText.of(e), 0);
    } finally {
      SHARING.unlock();
    }
  }

  static void remove(Named namespace) {
    try {
      LibC.umount2(namespace.path(), MNT_DETACH);
    } catch (LastErrorException e) {
      // EINVAL: somebody took it away meanwhile.
      if (e.getErrorCode() != ErrorNumber.EINVAL && e.getErrorCode() != ErrorNumber.ENOENT) {
        throw KernelException.of("delete " + namespace, e.getErrorCode());
      }
    }
    try {
      Files.deleteIfExists(Path.of(namespace.path()));
    } catch (IOException e) {
      throw new KernelException("delete " + namespace, ErrorText.of(e), 0);
    }
  }
}
