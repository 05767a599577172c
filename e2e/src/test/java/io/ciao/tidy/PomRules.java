package io.ciao.tidy;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// What a module's POM may say about dependencies.
final class PomRules {
  private static final String TESTKIT = "ciao-testkit";

  private PomRules() {}

  /// @param allowed artifacts of ours that the module may name, beside testkit for its tests
  static List<String> findings(String pom, List<String> allowed) {
    var found = new ArrayList<String>();
    for (Element dependency : elements(parse(pom), "dependency")) {
      var artifact = text(dependency, "artifactId");
      boolean forTests = artifact.equals(TESTKIT) && text(dependency, "scope").equals("test");
      if (text(dependency, "groupId").equals("io.ciao")
          && !forTests
          && !allowed.contains(artifact)) {
        found.add("must not use " + artifact);
      }
    }
    for (String tag : List.of("dependency", "plugin", "path")) {
      for (Element named : elements(parse(pom), tag)) {
        var version = text(named, "version");
        if (!version.isEmpty() && !version.startsWith("${")) {
          found.add(
              "version "
                  + version
                  + " of "
                  + text(named, "artifactId")
                  + " belongs in the parent POM");
        }
      }
    }
    return found;
  }

  private static Element parse(String pom) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pom)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new IllegalArgumentException("not a POM: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(Element parent, String tag) {
    var nodes = parent.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  /// Text of the direct child `tag`, empty if there is none.
  private static String text(Element parent, String tag) {
    return elements(parent, tag).stream()
        .filter(element -> element.getParentNode() == parent)
        .findFirst()
        .map(element -> element.getTextContent().strip())
        .orElse("");
  }
}
