package io.ciao.api.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.NoHttpResponseException;

/// Says in plain words what went wrong on the way to a server. The JDK's exceptions often have no
/// message, or one about its own insides.
public final class NetworkProblem {
  private static final int CAUSES_MAX = 16;

  /// As the operating system says it.
  private static final String REFUSED = "Connection refused";

  private NetworkProblem() {}

  /// The problem as part of a sentence, without a full stop.
  public static String of(IOException failure) {
    return switch (failure) {
      case SocketTimeoutException _ -> "no answer in time";
      case UnknownHostException _ -> "the host name is not known";
      case ConnectException refused -> connect(refused);
      case SSLException tls -> tls(tls);
      case NoHttpResponseException _ -> "the server closed the connection";
      default -> text(failure);
    };
  }

  private static String connect(ConnectException refused) {
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "the host name is not known";
      }
    }
    var message = refused.getMessage();
    return message == null || message.equals(REFUSED)
        ? "connection refused"
        : "cannot connect: " + message;
  }

  private static String tls(SSLException failure) {
    return "no TLS connection: "
        + text(deepest(failure))
        + "; check that ca.pem is the authority of this server and that no certificate has expired";
  }

  private static Throwable deepest(Throwable failure) {
    var deepest = failure;
    for (int i = 0; i < CAUSES_MAX && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String text(Throwable failure) {
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
