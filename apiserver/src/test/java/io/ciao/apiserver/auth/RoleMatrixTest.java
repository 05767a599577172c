package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.rbac.RoleWorld;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.ssntp.frame.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every role, every verb, every kind and part of one, in the role's own tenant, in another and for
/// the whole cluster, against the table `matrix.csv`.
final class RoleMatrixTest {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final String OWN = "team";
  private static final String OTHER = "other";
  private static final List<String> WHO =
      List.of("tenant-viewer", "tenant-member", "tenant-admin", "scheduler", "launcher", "cnci");

  private final Authorizer authorizer =
      new Authorizer(new AuthorizerTest.World(), AuthorizerTest.SHARED, new RoleWorld().roles());
  private final Map<String, String[]> matrix = MatrixTable.read();

  private static Identity identity(String who) {
    return switch (who) {
      case "admin" -> Identity.known("root", List.of("ciao:admins"), Set.of(), "");
      case "scheduler" ->
          Identity.known("ciao:scheduler", List.of("ciao:schedulers"), Set.of(), "");
      case "launcher" -> AuthorizerTest.node(Role.AGENT);
      case "cnci" -> AuthorizerTest.node(Role.CNCI_AGENT);
      default -> RoleWorld.user(who);
    };
  }

  private boolean may(Identity who, Verb verb, String what, @Nullable String namespace) {
    return authorizer.decide(
            who, new Access(verb, target(verb, what, namespace), FieldSelector.ALL))
        instanceof Decision.Allowed;
  }

  private static RequestPath.Resource target(Verb verb, String what, @Nullable String namespace) {
    String[] parts = what.split("/", 2);
    Optional<KindDefinition> kind = KINDS.byPlural(parts[0]);
    boolean named =
        verb == Verb.GET
            || verb == Verb.UPDATE
            || verb == Verb.PATCH
            || verb == Verb.DELETE
            || parts.length > 1;
    boolean scope = MatrixTable.isScope(parts[0]);
    String name = !named && !scope ? null : scope && namespace != null ? namespace : "thing";
    return new RequestPath.Resource(
        kind.map(KindDefinition::group).orElse(MatrixTable.group(parts[0])),
        "v1",
        MatrixTable.isClustered(parts[0]) ? null : namespace,
        parts[0],
        "",
        scope && namespace == null ? null : name,
        parts.length > 1 ? parts[1] : "");
  }

  @Test
  void permitsInTheOwnTenantWhatTheTableSays() {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (Map.Entry<String, String[]> row : matrix.entrySet()) {
      for (int i = 0; i < WHO.size(); i++) {
        for (Verb verb : Verb.values()) {
          boolean expected = row.getValue()[i].indexOf(MatrixTable.letter(verb)) >= 0;
          cases++;
          if (may(identity(WHO.get(i)), verb, row.getKey(), OWN) != expected) {
            wrong.add(WHO.get(i) + " " + verb.word() + " " + row.getKey() + " is " + !expected);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isGreaterThan(2_000);
  }

  @Test
  void permitsTenantRolesNothingElsewhere() {
    List<String> wrong = new ArrayList<>();
    for (String what : matrix.keySet()) {
      for (String who : List.of("tenant-viewer", "tenant-member", "tenant-admin")) {
        for (Verb verb : Verb.values()) {
          if (MatrixTable.isEverybodys(what, verb)) {
            continue;
          }
          if (may(identity(who), verb, what, OTHER)) {
            wrong.add(who + " may " + verb.word() + " " + what + " of another tenant");
          }
          if (may(identity(who), verb, what, null)) {
            wrong.add(who + " may " + verb.word() + " " + what + " of all tenants");
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void permitsAdminsEverythingAndStrangersWhatEverybodyMay() {
    for (String what : matrix.keySet()) {
      for (Verb verb : Verb.values()) {
        assertThat(may(identity("admin"), verb, what, OWN)).as(verb + " " + what).isTrue();
        boolean everybodys = MatrixTable.isEverybodys(what, verb);
        assertThat(may(identity("stranger"), verb, what, OWN))
            .as(verb + " " + what)
            .isEqualTo(everybodys);
        assertThat(may(identity("stranger"), verb, what, null))
            .as(verb + " " + what)
            .isEqualTo(everybodys);
      }
    }
  }

  @Test
  void permitsConcentratorsNothing() {
    Identity concentrator = AuthorizerTest.concentrator();
    for (String what : matrix.keySet()) {
      for (Verb verb : Verb.values()) {
        assertThat(may(concentrator, verb, what, OWN)).as(verb + " " + what).isFalse();
        assertThat(may(concentrator, verb, what, null)).as(verb + " " + what).isFalse();
      }
    }
    Attributes version = new Attributes.OfPath("get", "/version");
    assertThat(authorizer.decide(concentrator, version)).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void leavesActionsToWhomTheyBelong() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    allowed.put("bind", Set.of("scheduler"));
    allowed.put("unbind", Set.of("scheduler"));
    allowed.put("status", Set.of("scheduler", "launcher"));
    allowed.put("check", Set.of("launcher"));
    for (Map.Entry<String, Set<String>> action : allowed.entrySet()) {
      for (String who : WHO) {
        RequestPath.Resource target =
            new RequestPath.Resource("ciao.io", "v1", null, "instances", action.getKey(), null, "");
        Decision decision =
            authorizer.decide(identity(who), new Access(Verb.CREATE, target, FieldSelector.ALL));
        assertThat(decision instanceof Decision.Allowed)
            .as(who + " :" + action.getKey())
            .isEqualTo(action.getValue().contains(who));
      }
    }
  }

  /// Whoever adds a kind decides who may do what with it.
  @Test
  void hasARowForEveryKind() {
    for (KindDefinition kind : KINDS.kinds()) {
      assertThat(matrix).as("rows of matrix.csv").containsKey(kind.plural());
      if (kind.hasStatus()) {
        assertThat(matrix).as("rows of matrix.csv").containsKey(kind.plural() + "/status");
      }
    }
  }
}
