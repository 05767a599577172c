package io.ciao.ctl.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ctl.session.Targets.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A SecurityGroup of rules in short. Without `--allow` its instances accept nothing; without
/// `--allow-egress` they may open everything.
final class NewSecurityGroup implements NewKind {
  @Override
  public Set<String> flags() {
    return Set.of(NewArguments.ALLOW, NewArguments.ALLOW_EGRESS);
  }

  @Override
  public Aside fill(ObjectNode object, Target target, NewArguments arguments) {
    var spec = object.putObject("spec");
    var names = target.kind().rules().namePattern().orElseThrow().asMatchPredicate();
    rules(NewArguments.ALLOW, arguments.allow(), names)
        .forEach(rule -> rule.addTo(spec.withArray("/ingress")));
    rules(NewArguments.ALLOW_EGRESS, arguments.allowEgress(), names)
        .forEach(rule -> rule.addTo(spec.withArray("/egress")));
    return Aside.NONE;
  }

  private static List<AllowRule> rules(String flag, List<String> lists, Predicate<String> names) {
    return lists.stream()
        .flatMap(list -> Stream.of(list.split(",", -1)))
        .map(text -> AllowRule.parse(flag, text, names))
        .toList();
  }
}
