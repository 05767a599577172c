package io.ciao.ssntp.transport;

/// An address cannot be listened on, mostly because another process has the port.
public final class ListenException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ListenException(HostPort address, Throwable cause) {
    super("listen for SSNTP on " + address, cause);
  }
}
