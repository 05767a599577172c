package io.ciao.ctl.output;

import java.util.ArrayList;
import java.util.List;

/// One picture of the live screen: titled tables, cut to the terminal. Pure.
public final class LiveFrame {
  private static final int GAP = 2;

  private LiveFrame() {}

  /// One kind's rows.
  ///
  /// @param rows cells, one for each column of the header
  public record Section(String title, List<String> header, List<List<String>> rows) {
    public Section {
      header = List.copyOf(header);
      rows = List.copyOf(rows);
    }
  }

  /// The size of a terminal in characters.
  public record Size(int columns, int rows) {}

  /// At most as many lines as the terminal has rows, none wider than it is. What does not fit is
  /// counted in its section's last line.
  public static List<String> lines(String heading, List<Section> sections, Size size) {
    var lines = new ArrayList<String>();
    lines.add(heading);
    for (var i = 0; i < sections.size(); i++) {
      var left = size.rows() - lines.size();
      var share = left / (sections.size() - i);
      lines.addAll(section(sections.get(i), Math.max(share, 0)));
    }
    return lines.stream()
        .limit(size.rows())
        .map(line -> line.length() > size.columns() ? line.substring(0, size.columns()) : line)
        .toList();
  }

  private static List<String> section(Section section, int room) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(section.title() + " (" + section.rows().size() + ")");
    var widths = widths(section);
    lines.add(line(section.header(), widths));
    var space = room - lines.size();
    var fits = section.rows().size() <= space;
    var shown = fits ? section.rows().size() : Math.max(0, space - 1);
    section.rows().subList(0, shown).forEach(row -> lines.add(line(row, widths)));
    if (!fits) {
      lines.add("… and %d more".formatted(section.rows().size() - shown));
    }
    return lines.subList(0, Math.min(lines.size(), room));
  }

  private static int[] widths(Section section) {
    var widths = new int[section.header().size()];
    for (var i = 0; i < widths.length; i++) {
      widths[i] = section.header().get(i).length();
      for (var row : section.rows()) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (var i = 0; i < cells.size(); i++) {
      line.append(cells.get(i));
      line.repeat(' ', widths[i] - cells.get(i).length() + GAP);
    }
    return line.toString().stripTrailing();
  }
}
