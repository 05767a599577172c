package io.ciao.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import java.util.Base64;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where a list goes on: the moment that it shows, and the last object that was told. Opaque to
/// clients: URL-safe base64 of `{"v":1,"rv":…,"namespace":…,"name":…}`.
///
/// @param version the list's version; empty to go on with the present state, where the moment of
///   the first page is not kept any more
/// @param namespace null for a cluster-scoped kind
public record ContinueToken(OptionalLong version, @Nullable String namespace, String name) {
  private static final int LENGTH_MAX = 2_048;
  private static final int FORMAT = 1;

  /// The text that clients give back.
  public String encode() {
    ObjectNode tree = Json.object();
    tree.put("v", (long) FORMAT);
    version.ifPresent(value -> tree.put("rv", value));
    if (namespace != null) {
      tree.put("namespace", namespace);
    }
    tree.put("name", name);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(tree));
  }

  /// Reads what a client gives back.
  ///
  /// @throws RequestRefused 400 if it is no token of ours
  public static ContinueToken decode(String text) {
    if (text.length() > LENGTH_MAX) {
      throw invalid("it is too long");
    }
    try {
      ObjectNode tree = Json.parse(Base64.getUrlDecoder().decode(text));
      String name = tree.path("name").textValue();
      String namespace = tree.path("namespace").textValue();
      boolean versioned = tree.path("rv").isIntegralNumber() && tree.path("rv").canConvertToLong();
      OptionalLong version =
          versioned ? OptionalLong.of(tree.path("rv").longValue()) : OptionalLong.empty();
      boolean ours =
          tree.path("v").asInt() == FORMAT && versioned == tree.has("rv") && version.orElse(1) > 0;
      if (!ours || !isSegment(name) || (namespace != null && !isSegment(namespace))) {
        throw invalid("it was not given out by this server");
      }
      return new ContinueToken(version, namespace, name);
    } catch (IllegalArgumentException | UnreadableObjectException malformed) {
      throw invalid("it cannot be decoded");
    }
  }

  private static boolean isSegment(@Nullable String text) {
    return text != null && !text.isEmpty() && text.indexOf('/') < 0;
  }

  private static RequestRefused invalid(String why) {
    return Refusals.badRequest("continue key is not valid: " + why);
  }
}
