package io.ciao.ctl.apply;

import io.ciao.ctl.apply.AppliedSet.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of an applied set is no longer in its files. Pure.
///
/// @param doomed what is to be deleted, users before what they use
/// @param spared tenants: with one of them everything in it would go, so a person must say so
/// @param total how many objects the set has now
public record PrunePlan(List<Member> doomed, List<Member> spared, int total) {
  /// What runs goes before what it is made of.
  static final List<String> FIRST = List.of("InstanceSet", "Instance");

  public PrunePlan {
    doomed = List.copyOf(doomed);
    spared = List.copyOf(spared);
  }

  /// Compares the set with its files.
  ///
  /// @param members what carries the set's label
  /// @param wanted what the files hold
  public static PrunePlan of(Collection<Member> members, Collection<Wanted> wanted) {
    var kept = new HashSet<String>();
    wanted.forEach(one -> kept.add(identity(one.kind().groupKind(), one.namespace(), one.name())));
    var gone =
        members.stream()
            .filter(member -> !kept.contains(identity(member)))
            // Its controller made it, with the labels of a template, and would make it again.
            .filter(member -> !member.controlled())
            .toList();
    return new PrunePlan(
        gone.stream()
            .filter(member -> !Wanted.isTenant(member.kind()))
            .sorted(Comparator.comparingInt(PrunePlan::rank))
            .toList(),
        gone.stream().filter(member -> Wanted.isTenant(member.kind())).toList(),
        (int) members.stream().filter(member -> !member.controlled()).count());
  }

  /// Why it should not be carried out without being asked for twice; empty if it may be.
  public Optional<String> refusal() {
    return doomed.isEmpty() || doomed.size() + spared.size() < total
        ? Optional.empty()
        : Optional.of(
            "none of the %d objects of this set is in the files: this would delete all of them"
                .formatted(total));
  }

  /// Those that must be gone before the rest can go: what uses the rest.
  public List<Member> users() {
    return doomed.stream().filter(member -> rank(member) < FIRST.size()).toList();
  }

  /// What is not among [#users()].
  public List<Member> others() {
    return doomed.stream().filter(member -> rank(member) == FIRST.size()).toList();
  }

  private static int rank(Member member) {
    var at = FIRST.indexOf(member.kind().kind());
    return at < 0 ? FIRST.size() : at;
  }

  private static String identity(Member member) {
    return identity(member.kind().groupKind(), member.key().namespace(), member.key().name());
  }

  private static String identity(
      String kind, @org.jspecify.annotations.Nullable String namespace, String name) {
    return kind + "/" + (namespace == null ? "" : namespace) + "/" + name;
  }

  /// The tenants of the files, for those who may not look into all of them.
  public static Set<String> tenants(Collection<Wanted> wanted) {
    var tenants = new HashSet<String>();
    for (var one : wanted) {
      if (one.namespace() != null) {
        tenants.add(one.namespace());
      } else if (Wanted.isTenant(one.kind())) {
        tenants.add(one.name());
      }
    }
    return tenants;
  }
}
