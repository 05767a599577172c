package io.ciao.ctl.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Rows in columns as wide as their widest cell. Rows that come later (`-w`) keep the widths of the
/// first print.
public final class TextTable {
  private static final int GAP = 3;

  private final List<String> header;
  private final Header show;
  private final List<List<String>> rows = new ArrayList<>();
  private int[] widths = {};

  public TextTable(List<String> header) {
    this(header, Header.SHOWN);
  }

  public TextTable(List<String> header, Header show) {
    this.header = List.copyOf(header);
    this.show = show;
  }

  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /// Prints and forgets the rows; the header only the first time.
  public void print(PrintStream out) {
    if (widths.length == 0) {
      widths = new int[header.size()];
      if (show == Header.SHOWN) {
        measure(header);
      }
      rows.forEach(this::measure);
      if (show == Header.SHOWN) {
        line(out, header);
      }
    }
    rows.forEach(row -> line(out, row));
    rows.clear();
  }

  private void measure(List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private void line(PrintStream out, List<String> row) {
    var text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(row.get(i));
      if (i < row.size() - 1) {
        text.repeat(' ', Math.max(1, widths[i] + GAP - row.get(i).length()));
      }
    }
    out.println(text.toString().stripTrailing());
  }
}
