package io.ciao.ctl.session;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.UnknownFields;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What somebody meant whose word is no kind. Pure.
final class UnknownKinds {
  private static final String INSTANCES =
      "ciao runs instances (virtual machines and containers): ciaoctl get instances";
  private static final String SETS = "ciao has instance sets: ciaoctl get instancesets";

  /// What other systems call it.
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("pod", INSTANCES),
          Map.entry("po", INSTANCES),
          Map.entry("vm", INSTANCES),
          Map.entry("server", INSTANCES),
          Map.entry("machine", INSTANCES),
          Map.entry("container", INSTANCES),
          Map.entry("deployment", SETS),
          Map.entry("deploy", SETS),
          Map.entry("statefulset", SETS),
          Map.entry("replicaset", SETS),
          Map.entry("project", "ciao has tenants: ciaoctl get tenants"),
          Map.entry("flavor", "ciao has workloads: ciaoctl get workloads"),
          Map.entry("subnet", "ciao has tenant networks: ciaoctl get networks"),
          Map.entry("router", "ciao has concentrators: ciaoctl get concentrators"),
          Map.entry("floatingip", "ciao has external IPs: ciaoctl get externalips"),
          Map.entry("keypair", "ciao has ssh keys: ciaoctl get sshkeys"));

  private UnknownKinds() {}

  /// What to write instead; to be put behind a semicolon.
  static String advice(KindRegistry kinds, String word) {
    var small = word.toLowerCase(Locale.ROOT);
    var singular = small.endsWith("s") ? small.substring(0, small.length() - 1) : small;
    var elsewhere = ELSEWHERE.getOrDefault(small, ELSEWHERE.get(singular));
    if (elsewhere != null) {
      return elsewhere;
    }
    var near = nearest(kinds, small);
    return near.isEmpty()
        ? "an object is named with its kind: instance/NAME. All kinds: ciaoctl explain"
        : "did you mean %s? All kinds: ciaoctl explain".formatted(near);
  }

  /// The plural or singular nearest to a word, empty if none is near.
  static String nearest(KindRegistry kinds, String word) {
    var known = new LinkedHashMap<String, KindDefinition>();
    for (var kind : kinds.kinds()) {
      known.put(kind.plural(), kind);
      known.put(kind.names().singular(), kind);
    }
    return UnknownFields.nearest(word, known.keySet());
  }
}
