package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;

/// A form that objects are printed in.
public interface Printer {

  /// Prints one object: the only one that was asked for, or the next of a watch.
  void print(PrintStream out, ObjectNode object);

  /// Prints a whole list.
  void printList(PrintStream out, List<ObjectNode> objects);
}
