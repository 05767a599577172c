package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// An object on its way into the store, which admission may change, complain about, and add to.
/// Confined to one attempt of one write.
public final class Draft {
  private final ObjectNode tree;
  private final Identity identity;
  private final Instant now;
  private final List<Cause> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Change> companions = new ArrayList<>();

  /// A draft without findings.
  ///
  /// @param tree the object as it would be stored; admission changes it in place
  public Draft(ObjectNode tree, Identity identity, Instant now) {
    this.tree = tree;
    this.identity = identity;
    this.now = now;
  }

  public ObjectNode tree() {
    return tree;
  }

  public Identity identity() {
    return identity;
  }

  public Instant now() {
    return now;
  }

  public String name() {
    return ObjectTree.name(tree);
  }

  /// Empty for a cluster-scoped object.
  public String namespace() {
    return ObjectTree.namespace(tree);
  }

  /// Refuses the write (422), together with whatever else is found.
  public void refuse(Cause cause) {
    problems.add(cause);
  }

  /// Lets the write pass and tells the client something.
  public void warn(String warning) {
    warnings.add(warning);
  }

  /// Adds a change that is committed together with the object's own.
  public void alongside(Change change) {
    companions.add(change);
  }

  public List<Cause> problems() {
    return List.copyOf(problems);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  public List<Change> companions() {
    return List.copyOf(companions);
  }
}
