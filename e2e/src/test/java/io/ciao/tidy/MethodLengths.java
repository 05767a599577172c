package io.ciao.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Finds methods that are too long, with the compiler's own parser. A method counts from its first
/// annotation or modifier to its closing brace.
final class MethodLengths {
  private static final int MAX_LINES = 60;

  private MethodLengths() {}

  static List<String> findings(List<Source> sources) throws IOException {
    var files = sources.stream().filter(Source::isJava).map(InMemory::new).toList();
    if (files.isEmpty()) {
      return List.of();
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    var task = (JavacTask) compiler.getTask(null, null, problem -> {}, null, null, files);
    var units = task.parse();
    var positions = Trees.instance(task).getSourcePositions();
    var found = new ArrayList<String>();
    for (CompilationUnitTree unit : units) {
      unit.accept(new Scanner(unit, positions, found), null);
    }
    return found;
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    Scanner(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      if (start >= 0 && end > start) {
        var lines = unit.getLineMap();
        long first = lines.getLineNumber(start);
        long length = lines.getLineNumber(end) - first + 1;
        if (length > MAX_LINES) {
          var path = unit.getSourceFile().getName().substring(1);
          found.add(
              "%s:%d: method %s has %d lines, at most %d: split it"
                  .formatted(path, first, method.getName(), length, MAX_LINES));
        }
      }
      return super.visitMethod(method, none);
    }
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(Source source) {
      super(URI.create("source:///" + source.path()), JavaFileObject.Kind.SOURCE);
      this.text = source.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
