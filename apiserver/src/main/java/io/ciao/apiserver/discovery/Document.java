package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A document that does not change while the server runs.
///
/// @param hash names this content, in upper-case hexadecimal
@SuppressWarnings("ArrayRecordComponent") // written as it is, never compared
record Document(String contentType, byte[] bytes, String hash) {

  static Document of(String contentType, JsonNode tree) {
    return of(contentType, Json.write(tree));
  }

  static Document of(String contentType, byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Document(contentType, bytes, HexFormat.of().withUpperCase().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /// 304 to a client that has it already.
  Answer answer(ApiRequest request) {
    List<Map.Entry<String, String>> headers =
        List.of(Map.entry("ETag", tag()), Map.entry("Vary", "Accept"));
    if (isKnown(request.header("if-none-match"))) {
      return Answer.bytes(304, contentType, new byte[0]).with(headers);
    }
    return Answer.bytes(200, contentType, bytes).with(headers);
  }

  private String tag() {
    return "\"" + hash + "\"";
  }

  /// Whether a list of entity tags (RFC 9110, 13.1.2) names this content; weak ones will do.
  private boolean isKnown(String tags) {
    for (String tag : tags.split(",", -1)) {
      String plain = tag.strip();
      if (plain.equals("*") || plain.equals(tag()) || plain.equals("W/" + tag())) {
        return true;
      }
    }
    return false;
  }
}
