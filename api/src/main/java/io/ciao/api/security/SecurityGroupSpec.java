package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What instances accept (nothing if `ingress` is empty) and may open.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityGroupSpec(
    @Nullable String description,
    @Nullable List<SecurityRule> ingress,
    @Nullable List<SecurityRule> egress) {
  public static final SecurityGroupSpec EMPTY = new SecurityGroupSpec(null, null, null);

  public SecurityGroupSpec {
    ingress = Copies.of(ingress);
    egress = Copies.of(egress);
  }

  /// Names of the groups that its rules name as peers, in order of names.
  public SortedSet<String> peerGroups() {
    return Stream.concat(ingress().stream(), egress().stream())
        .flatMap(rule -> rule.peers().stream())
        .map(SecurityPeer::securityGroup)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public List<SecurityRule> ingress() {
    return ingress == null ? List.of() : ingress;
  }

  @Override
  public List<SecurityRule> egress() {
    return egress == null ? List.of() : egress;
  }
}
