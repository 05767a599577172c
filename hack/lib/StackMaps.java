import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Copies a jar and gives its classes from before Java 6 what later ones have: a version and stack
/// maps. Java's start-up cache takes no class without them, so each start would read and verify
/// these anew. Nothing else of them changes.
///
/// `java StackMaps.java FROM.jar TO.jar`
final class StackMaps {
  /// Java 6, the first version with stack maps.
  private static final int FIRST_MAJOR = 50;

  /// Java 8, the first version that reads them without falling back.
  private static final int MAJOR = 52;

  public static void main(String[] arguments) throws IOException {
    var from = Path.of(arguments[0]);
    try (var jar = new JarFile(from.toFile());
        var classes =
            new URLClassLoader(
                new URL[] {from.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        var out = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
      var file =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes).cached()));
      for (var entry : Collections.list(jar.entries())) {
        var bytes = jar.getInputStream(entry).readAllBytes();
        var copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(entry.getName().endsWith(".class") ? withStackMaps(file, bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  private static byte[] withStackMaps(ClassFile file, byte[] bytes) {
    var model = file.parse(bytes);
    if (model.majorVersion() >= FIRST_MAJOR) {
      return bytes;
    }
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(MAJOR, 0);
          } else {
            builder.with(element);
          }
        };
    // Code that nobody transforms would be copied as it is, without stack maps.
    var code = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    var changed = file.transformClass(model, version.andThen(code));
    var problems = file.verify(changed);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(model.thisClass().asInternalName() + ": " + problems);
    }
    return changed;
  }
}
