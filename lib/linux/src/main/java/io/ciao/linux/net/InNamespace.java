package io.ciao.linux.net;

import com.sun.jna.LastErrorException;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Does something inside a network namespace. Only a thread of its own is moved there, and it ends
/// with the deed; what it opened (a socket, a libnftables context) stays in the namespace.
public final class InNamespace {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private InNamespace() {}

  /// What the deed gave. A runtime exception of the deed is thrown here.
  ///
  /// @throws KernelException if the namespace cannot be entered; `ENOENT`: there is none
  public static <T> T call(NetNamespace namespace, Supplier<T> deed) {
    if (namespace instanceof NetNamespace.Current) {
      return deed.get();
    }
    return alone(
        "enter " + namespace,
        () -> {
          enter(namespace);
          return deed.get();
        });
  }

  /// Does it on a thread that ends with it. An interrupt is kept: deeds are short, and one that was
  /// left alone would go on without anybody.
  static <T> T alone(String purpose, Supplier<T> deed) {
    var task = new FutureTask<T>(deed::get);
    var thread = Thread.ofPlatform().daemon().name(purpose).start(task);
    var interrupted = false;
    try {
      while (true) {
        try {
          thread.join();
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw new IllegalStateException("could not " + purpose, e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void enter(NetNamespace namespace) {
    var file = open(namespace);
    try {
      LibC.setns(file, CLONE_NEWNET);
    } catch (LastErrorException e) {
      // EINVAL: the file is still there, what was mounted over it is not.
      var gone = e.getErrorCode() == ErrorNumber.EINVAL;
      throw KernelException.of("enter " + namespace, gone ? ErrorNumber.ENOENT : e.getErrorCode());
    } finally {
      LibC.close(file);
    }
  }

  /// An open file that stands for the namespace, to be closed.
  static int open(NetNamespace namespace) {
    try {
      return LibC.open(namespace.path(), O_RDONLY_CLOEXEC);
    } catch (LastErrorException e) {
      throw KernelException.of("open " + namespace, e.getErrorCode());
    }
  }
}
