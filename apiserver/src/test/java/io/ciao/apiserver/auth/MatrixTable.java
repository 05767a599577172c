package io.ciao.apiserver.auth;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.request.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The table `matrix.csv`, and the few facts about kinds that it takes for granted.
public final class MatrixTable {
  private static final KindRegistry KINDS = KindRegistry.load();

  private static final Set<String> READ_BY_EVERYBODY = Set.of("priorityclasses");

  private MatrixTable() {}

  /// The letters of each role, in the order of the columns, by resource.
  public static Map<String, String[]> read() {
    try (InputStream in = MatrixTable.class.getResourceAsStream("matrix.csv")) {
      if (in == null) {
        throw new IllegalStateException("matrix.csv is missing");
      }
      Map<String, String[]> rows = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(
              cells ->
                  rows.put(
                      cells[0].strip(),
                      Arrays.stream(cells, 1, cells.length)
                          .map(String::strip)
                          .toArray(String[]::new)));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The letter of a verb in the table.
  public static char letter(Verb verb) {
    return switch (verb) {
      case GET -> 'g';
      case LIST -> 'l';
      case WATCH -> 'w';
      case CREATE -> 'c';
      case UPDATE -> 'u';
      case PATCH -> 'p';
      case DELETE -> 'd';
      case DELETECOLLECTION -> 'D';
    };
  }

  /// Whether everybody who is known may do that, whatever their roles.
  public static boolean isEverybodys(String resource, Verb verb) {
    return verb.reads() && READ_BY_EVERYBODY.contains(resource);
  }

  /// Whether a cluster-scoped kind's objects count as being in the namespace of their name.
  public static boolean isScope(String resource) {
    return resource.equals("tenants") || resource.equals("namespaces");
  }

  /// Whether objects of the kind are in no namespace; of what is no stored kind, CRDs are such.
  public static boolean isClustered(String resource) {
    return !KINDS.byPlural(resource).map(KindDefinition::namespaced).orElse(false);
  }

  /// The API group of a resource.
  public static String group(String resource) {
    return KINDS
        .byPlural(resource)
        .map(KindDefinition::group)
        .orElseGet(
            () ->
                switch (resource) {
                  case "customresourcedefinitions" -> "apiextensions.k8s.io";
                  default -> throw new IllegalArgumentException("no kind " + resource);
                });
  }
}
