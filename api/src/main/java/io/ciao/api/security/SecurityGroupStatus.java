package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom a rule means that names the group as a peer.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityGroupStatus(
    @Nullable Long observedGeneration,
    @Nullable List<GroupMember> members,
    @Nullable List<Condition> conditions) {
  public static final SecurityGroupStatus EMPTY = new SecurityGroupStatus(null, null, null);

  public SecurityGroupStatus {
    members = Copies.of(members);
    conditions = Copies.of(conditions);
  }

  @Override
  public List<GroupMember> members() {
    return members == null ? List.of() : members;
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
