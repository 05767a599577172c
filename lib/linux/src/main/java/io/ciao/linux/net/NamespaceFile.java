package io.ciao.linux.net;

import com.sun.jna.LastErrorException;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;

/// An open file that stands for a namespace: what a link is to be born in or moved to.
///
/// @param number as the kernel knows it
public record NamespaceFile(int number) implements AutoCloseable {
  /// Opens it.
  ///
  /// @throws KernelException if there is no such namespace
  public static NamespaceFile open(NetNamespace namespace) {
    return new NamespaceFile(InNamespace.open(namespace));
  }

  @Override
  public void close() {
    try {
      LibC.close(number);
    } catch (LastErrorException e) {
      throw KernelException.of("close a namespace's file", e.getErrorCode());
    }
  }
}
