package io.ciao.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pages that lead by type names. One that is renamed or gone leads nowhere.
class NamesInDocsTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// A type, perhaps with a member behind it. Names all in capitals are words of the wire.
  private static final Pattern TYPE =
      Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(\\.\\w+)*");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

  @ParameterizedTest
  @CsvSource({"docs/ARCHITECTURE.md, 40", "docs/testing.md, 10"})
  void pagesNameTypesThatAreThere(String page, int atLeast) throws IOException {
    var sources = Repository.ofThisBuild().sources();
    var map =
        sources.stream().filter(source -> source.path().equals(page)).findFirst().orElseThrow();

    var named = typesIn(map.text());

    assertThat(named).hasSizeGreaterThan(atLeast);
    assertThat(missing(named, sources)).isEmpty();
  }

  @Test
  void findsANameThatIsGone() {
    var sources =
        List.of(
            new Source("api/A.java", "record A() {\n  enum Inner {}\n}\n"), new Source("x.md", ""));

    assertThat(missing(typesIn("`Gone.run` and `A`, `Inner`, `START`, `a.yaml`"), sources))
        .containsExactly("Gone");
  }

  private static Set<String> typesIn(String text) {
    var types = new TreeSet<String>();
    CODE.matcher(FENCED.matcher(text).replaceAll(""))
        .results()
        .map(code -> TYPE.matcher(code.group(1)))
        .filter(type -> type.matches())
        .forEach(type -> types.add(type.group(1)));
    return types;
  }

  private static List<String> missing(Set<String> named, List<Source> sources) {
    var there = new HashSet<String>();
    for (var source : sources) {
      if (source.isJava()) {
        DECLARED.matcher(source.text()).results().forEach(type -> there.add(type.group(1)));
      }
    }
    var missing = new ArrayList<>(named);
    missing.removeAll(there);
    return missing;
  }
}
