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
  private static final int HASH_CHARACTERS = 64;

  static Document of(String contentType, JsonNode tree) {
    byte[] bytes = Json.write(tree);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String hash = HexFormat.of().withUpperCase().formatHex(digest);
      return new Document(contentType, bytes, hash.substring(0, HASH_CHARACTERS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /// 304 to a client that has it already.
  Answer answer(ApiRequest request) {
    String tag = "\"" + hash + "\"";
    List<Map.Entry<String, String>> headers =
        List.of(Map.entry("ETag", tag), Map.entry("Vary", "Accept"));
    if (request.header("if-none-match").contains(tag)) {
      return Answer.bytes(304, contentType, new byte[0]).with(headers);
    }
    return Answer.bytes(200, contentType, bytes).with(headers);
  }
}
