package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.session.Targets;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// The objects that one set of files owns, told by a label.
public final class AppliedSet {
  /// On every object of a set; its value is the set's name.
  public static final String LABEL = "ciao.io/applied-set";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9._]{0,61}[a-z0-9])?");

  private final ApiClient client;
  private final KindRegistry kinds;
  private final String name;

  /// One object of the set.
  public record Member(KindDefinition kind, ObjectKey key, String uid, boolean controlled) {
    public ResourceType type() {
      return Targets.typeOf(kind);
    }

    /// As `instance/web`.
    public String printed() {
      return Applier.printed(kind, key.name())
          + (key.namespace() == null ? "" : " in tenant " + key.namespace());
    }
  }

  public AppliedSet(ApiClient client, KindRegistry kinds, String name) {
    this.client = client;
    this.kinds = kinds;
    this.name = requireName(name);
  }

  /// The name, if labels can hold it and no selector can mistake it.
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UsageException(
          "--applied-set \"%s\" is no name; use up to 63 small letters, digits, - . and _"
              .formatted(name));
    }
    return name;
  }

  /// The set that an object belongs to; empty if to none.
  static String of(ObjectNode object) {
    return object.path("metadata").path("labels").path(LABEL).asText("");
  }

  /// Everything that carries the set's label: in all tenants, or, where the caller may not look
  /// there, in those named.
  public List<Member> members(Collection<String> tenants) {
    var members = new ArrayList<Member>();
    for (var kind : kinds.kinds()) {
      if (!kind.rules().generated()) {
        lists(kind, tenants)
            .forEach(list -> list.items().forEach(item -> members.add(member(kind, item))));
      }
    }
    return members;
  }

  private List<ObjectList> lists(KindDefinition kind, Collection<String> tenants) {
    var type = Targets.typeOf(kind);
    var query = new ListQuery(null, LABEL + "=" + name, null, null);
    try {
      return List.of(client.list(type, null, query));
    } catch (ApiException e) {
      if (isAbsent(e) || (e.code() == 403 && !kind.namespaced())) {
        return List.of();
      }
      if (e.code() != 403) {
        throw e;
      }
    }
    var lists = new ArrayList<ObjectList>();
    for (var tenant : tenants) {
      try {
        lists.add(client.list(type, tenant, query));
      } catch (ApiException e) {
        if (e.code() != 403 && !isAbsent(e)) {
          throw e;
        }
        // Whoever may not list a kind has not applied objects of it either.
      }
    }
    return lists;
  }

  /// An older server need not have every kind that we know.
  private static boolean isAbsent(ApiException e) {
    return e.isNotFound() || e.code() == 405;
  }

  private static Member member(KindDefinition kind, ObjectNode object) {
    var metadata = object.path("metadata");
    var controlled = false;
    for (var owner : metadata.path("ownerReferences")) {
      controlled |= owner.path("controller").asBoolean();
    }
    var namespace = kind.namespaced() ? metadata.path("namespace").asText() : null;
    return new Member(
        kind,
        new ObjectKey(namespace, metadata.path("name").asText()),
        metadata.path("uid").asText(),
        controlled);
  }
}
