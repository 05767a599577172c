package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The way of requests to an apiserver. Safe for many threads; calls block.
///
/// Every call may throw [ApiException] (the server said no) or [ApiUnreachableException] (nobody
/// answered).
public interface ApiCalls extends AutoCloseable {
  /// The JSON answer of a request.
  ObjectNode json(String method, String path, HttpCalls.@Nullable Body body);

  /// The body of an answer as it comes.
  InputStream stream(String method, String path, HttpCalls.@Nullable Body body);

  /// The body of a watch; the path has a query. The server is asked to say something so often that
  /// one that is silent must hang; reading then fails.
  InputStream watch(String path);

  @Override
  void close();
}
