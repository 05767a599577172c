package io.ciao.apiserver.exchange;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.RequestRefused;
import java.util.Locale;
import java.util.Map;

/// One request, read whole. Immutable by convention: nobody writes to `body`.
///
/// @param method upper case
/// @param path raw, still percent-encoded
/// @param headers the first value of each, by lower-case name; all lines of the `impersonate-` ones
/// @param body never null; empty if there is none
/// @param identity who asks; [Identity#ANONYMOUS] without a certificate
@SuppressWarnings("ArrayRecordComponent") // a body of up to 3 MiB is not copied for value semantics
public record ApiRequest(
    String method,
    String path,
    Query query,
    Map<String, String> headers,
    byte[] body,
    Identity identity) {

  /// Stands among the headers for the client's address; no header can have that name.
  public static final String PEER = ":peer";

  /// Stands between the lines of a header of which all are kept.
  public static final String LINE = "\n";

  /// Whether events are asked for and not a list.
  public boolean asksToWatch() {
    try {
      return query.flag("watch");
    } catch (RequestRefused malformed) {
      return false;
    }
  }

  /// The same request with a query.
  public ApiRequest withQuery(Query other) {
    return new ApiRequest(method, path, other, headers, body, identity);
  }

  /// The same request, sent by somebody else.
  public ApiRequest by(Identity other) {
    return new ApiRequest(method, path, query, headers, body, other);
  }

  /// A header's first value; empty if absent.
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
