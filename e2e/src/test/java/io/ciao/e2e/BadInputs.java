package io.ciao.e2e;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a user may get wrong, and what he must be told.
enum BadInputs {
  UNKNOWN_FIELD("spec: {workload: tiny-vm, memroy: 5}", 400, "spec.memroy"),
  UNKNOWN_FIELD_IN_METADATA("metadata: {name: bad, lables: {}}\nspec: {}", 400, "metadata.lables"),
  WRONG_TYPE("spec: {resources: {vcpus: many}}", 422, "spec.resources.vcpus"),
  YES_AS_STRING("spec: {workload: yes}", 422, "spec.workload"),
  WRONG_QUANTITY("spec: {resources: {memory: much}}", 422, "spec.resources.memory"),
  WRONG_ENUM("spec: {runtime: vmm}", 422, "spec.runtime"),
  DUPLICATE_KEY("spec:\n  workload: a\n  workload: b", 400, "workload", "twice", "line 6"),
  ALIAS_BOMB("spec:\n  env:\n" + bomb(), 400, "alias"),
  MERGE_KEY("spec: &x {running: true}\nmore:\n  <<: *x", 400, "merge key", "line 6"),
  NUL("spec: {workload: \"a\0b\"}", 400, "NUL", "line 4"),
  MALFORMED("spec: {workload: [a\n", 400, "line 6", "column"),
  CUSTOM_TAG("spec: !!java.net.URL [x]", 400, "tag"),
  TWO_MEBIBYTES("spec:\n  workload: tiny-vm\n  env:\n" + manyVariables(), 413, "1 MiB"),
  BAD_NAME("metadata: {name: \"No Name\"}\nspec: {}", 422, "metadata.name");

  private final String rest;
  private final int code;
  private final String[] said;

  BadInputs(String rest, int code, String... said) {
    this.rest = rest;
    this.code = code;
    this.said = said;
  }

  /// The manifest; line 4 is the first of what is special about it.
  String manifest() {
    var metadata = rest.startsWith("metadata:") ? "# none\n" : "metadata: {name: bad}\n";
    return "apiVersion: ciao.io/v1\nkind: Instance\n" + metadata + rest + "\n";
  }

  /// The HTTP status of a server that is sent it.
  int code() {
    return code;
  }

  /// What the message must contain.
  String[] said() {
    return said.clone();
  }

  private static String manyVariables() {
    return IntStream.range(0, 70)
        .mapToObj(i -> "  - {name: A" + i + ", value: " + "x".repeat(30_000) + "}\n")
        .collect(Collectors.joining());
  }

  /// Nine levels of nine aliases each: 387 million values from 400 bytes.
  private static String bomb() {
    var first = "  - {name: a0, value: &a0 [x, x, x, x, x, x, x, x, x]}\n";
    return first
        + IntStream.range(1, 9)
            .mapToObj(
                i -> {
                  var aliases =
                      Stream.generate(() -> "*a" + (i - 1))
                          .limit(9)
                          .collect(Collectors.joining(", "));
                  return "  - {name: a%d, value: &a%d [%s]}\n".formatted(i, i, aliases);
                })
            .collect(Collectors.joining());
  }
}
