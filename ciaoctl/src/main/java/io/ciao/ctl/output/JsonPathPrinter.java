package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;

/// `-o jsonpath=TEMPLATE`: of a list the template sees the whole list, with `.items`.
public record JsonPathPrinter(JsonPathTemplate template) implements Printer {
  @Override
  public void print(PrintStream out, ObjectNode object) {
    out.print(template.render(object));
  }

  @Override
  public void printList(PrintStream out, List<ObjectNode> objects) {
    print(out, Trees.list(objects));
  }
}
