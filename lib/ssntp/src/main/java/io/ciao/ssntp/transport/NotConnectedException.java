package io.ciao.ssntp.transport;

/// A frame could not be sent because there is no connection to the server at this moment. Nothing
/// is queued for the next one.
public final class NotConnectedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotConnectedException(String client, String reason) {
    super("SSNTP client " + client + ": " + reason);
  }
}
