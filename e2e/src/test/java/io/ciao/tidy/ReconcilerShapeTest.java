package io.ciao.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.ciao.tidy.planted.shape.HalfDecider;
import io.ciao.tidy.planted.shape.HalfReconciler;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whoever knows one reconciler knows them all: `XReconciler` reads an `XSnapshot` by its
/// `XSnapshotReader`, an `XDecider` makes a decision of it, whose `XAction`s an `XApplier` carries
/// out (`style.md` 2.2). An `XStatusWriter` is there where status says more than an action does.
class ReconcilerShapeTest {
  private static final String SUFFIX = "Reconciler";

  private static final List<String> PARTS =
      List.of("Snapshot", "SnapshotReader", "Decider", "Action", "Applier");

  /// Reconcilers of another shape, and why.
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "io.ciao.scheduler.ssntp.StartReconciler",
          "passes on what the API says already: a hint that may be lost, nothing is decided",
          "io.ciao.launcher.node.NodeReconciler",
          "joining is a talk with the apiserver, step after step, about the one Node of this agent",
          "io.ciao.apiserver.gc.GarbageReconciler",
          "its decision is the list of actions alone",
          "io.ciao.cnci.concentrator.FenceReconciler",
          "its decision is one set, and a pure function beside the fence that both agents have");

  private static JavaClasses compiled() {
    var root = Repository.ofThisBuild().root();
    return new ClassFileImporter()
        .importLocations(
            Modules.all()
                .map(module -> root.resolve(module.directory()).resolve("target/classes"))
                .filter(Files::isDirectory)
                .map(Location::of)
                .toList());
  }

  @Test
  void everyReconcilerHasTheSameParts() {
    var missing = missing(compiled());

    assertThat(missing.keySet()).containsExactlyInAnyOrderElementsOf(OTHERWISE.keySet());
  }

  @Test
  void findsAReconcilerWithoutItsParts() {
    var planted = new ClassFileImporter().importClasses(HalfReconciler.class, HalfDecider.class);

    assertThat(missing(planted).get(HalfReconciler.class.getName()))
        .containsExactly(
            "HalfSnapshot", "HalfSnapshotReader", "HalfAction", "HalfApplier", "a decision");
  }

  /// What each reconciler lacks; those that lack nothing are left out.
  private static Map<String, List<String>> missing(JavaClasses classes) {
    var missing = new TreeMap<String, List<String>>();
    for (var type : classes) {
      if (type.getSimpleName().endsWith(SUFFIX) && !type.isInterface()) {
        var lacks = missing(classes, type);
        if (!lacks.isEmpty()) {
          missing.put(type.getName(), lacks);
        }
      }
    }
    return missing;
  }

  private static List<String> missing(JavaClasses classes, JavaClass reconciler) {
    var name = reconciler.getSimpleName();
    var subject = name.substring(0, name.length() - SUFFIX.length());
    var lacks = new ArrayList<String>();
    for (var part : PARTS) {
      if (!classes.contain(reconciler.getPackageName() + "." + subject + part)) {
        lacks.add(subject + part);
      }
    }
    var decider = reconciler.getPackageName() + "." + subject + "Decider";
    if (classes.contain(decider)
        && classes.get(decider).getMethods().stream().noneMatch(ReconcilerShapeTest::decides)) {
      lacks.add("a decision");
    }
    return lacks;
  }

  private static boolean decides(JavaMethod method) {
    return method.getName().equals("decide")
        && method.getRawReturnType().getSimpleName().endsWith("Decision");
  }
}
