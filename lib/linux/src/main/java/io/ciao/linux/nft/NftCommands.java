package io.ciao.linux.nft;

import com.sun.jna.Pointer;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// Runs commands of nftables in a namespace through libnftables, without a process. A context is
/// opened in the namespace and closed afterwards: an open one would keep the namespace from going.
final class NftCommands {
  /// The library does not say that it may be used by many threads.
  private static final ReentrantLock LIBRARY = new ReentrantLock();

  private NftCommands() {}

  /// All of them or none.
  ///
  /// @return what they print, as JSON
  /// @throws KernelException with the library's words
  static String run(NetNamespace namespace, String purpose, String commands) {
    return InNamespace.call(
        namespace,
        () -> {
          LIBRARY.lock();
          try {
            return run(purpose + " of " + namespace, commands);
          } catch (LinkageError e) {
            throw new KernelException(
                purpose + " of " + namespace,
                "libnftables.so.1 cannot be loaded; is the package libnftables1 installed?",
                0);
          } finally {
            LIBRARY.unlock();
          }
        });
  }

  private static String run(String purpose, String commands) {
    var context = LibNftables.nft_ctx_new(0);
    if (context == null) {
      throw new KernelException(purpose, "libnftables gives no context", 0);
    }
    try {
      LibNftables.nft_ctx_output_set_flags(context, LibNftables.OUTPUT_JSON);
      LibNftables.nft_ctx_buffer_output(context);
      LibNftables.nft_ctx_buffer_error(context);
      if (LibNftables.nft_run_cmd_from_buffer(context, commands) != 0) {
        throw new KernelException(
            purpose, text(LibNftables.nft_ctx_get_error_buffer(context)).strip(), 0);
      }
      return text(LibNftables.nft_ctx_get_output_buffer(context));
    } finally {
      LibNftables.nft_ctx_free(context);
    }
  }

  private static String text(Pointer buffer) {
    return buffer.getString(0, StandardCharsets.UTF_8.name());
  }
}
