package io.ciao.api.client;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// What a server answered. The head has come; the body is read as it comes, and whoever has the
/// answer closes it.
///
/// @param headers by their names in lower case
record HttpAnswer(int status, Map<String, List<String>> headers, InputStream body) {

  /// All values of a header, in order.
  ///
  /// @param name in lower case
  List<String> all(String name) {
    return headers.getOrDefault(name, List.of());
  }
}
