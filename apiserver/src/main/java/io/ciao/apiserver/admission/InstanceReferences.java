package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.InstanceSpec;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.instance.Privilege;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.util.Optional;

/// What the spec of an instance names, and what its tenant must permit, wherever it stands: in an
/// Instance or in the template of a set. A template that can never make an instance is not taken.
final class InstanceReferences {
  private final References references;

  InstanceReferences(References references) {
    this.references = references;
  }

  /// What a spec is made from now.
  ///
  /// @param workload empty where it names none, or none is there yet
  record Made(WorkloadSpec workload, EffectiveSpec spec) {}

  /// Looks up all that a spec names.
  ///
  /// @param path of the spec, for messages
  Made check(Draft draft, String path, JsonNode spec) {
    WorkloadSpec workload = workload(draft, path, spec);
    EffectiveSpec made = EffectiveSpec.of(Json.toRecord(spec, InstanceSpec.class), workload);
    made.image().ifPresent(name -> references.shared(draft, "images", path + ".image", name));
    for (String key : ObjectTree.texts(spec.path("sshKeys"))) {
      references.own(draft, "sshkeys", path + ".sshKeys", key);
    }
    groups(draft, path, spec);
    network(draft, path + ".network", spec.path("network"));
    return new Made(workload, made);
  }

  /// Looks up the security groups that a spec names.
  void groups(Draft draft, String path, JsonNode spec) {
    for (String group : ObjectTree.texts(spec.path("securityGroups"))) {
      references.group(
          draft,
          path + ".securityGroups",
          group,
          "until then nothing passes the instance's interface");
    }
  }

  private void network(Draft draft, String path, JsonNode wanted) {
    String name = wanted.path("name").asText("default");
    Optional<StoredObject> found = references.own(draft, "tenantnetworks", path + ".name", name);
    String address = wanted.path("address").asText("");
    if (!address.isEmpty()) {
      found.ifPresent(
          network -> FixedAddress.check(draft, path + ".address", address, network.view()));
    }
  }

  private WorkloadSpec workload(Draft draft, String path, JsonNode spec) {
    String name = spec.path("workload").asText("");
    if (!name.isEmpty()) {
      return SharedObjects.spec(references.shared(draft, "workloads", path + ".workload", name));
    }
    if (spec.path("image").asText("").isEmpty()) {
      draft.refuse(
          Cause.required(path + ".image", "an instance names a workload, an image, or both"));
    }
    return WorkloadSpec.EMPTY;
  }

  /// Root on the node is the Tenant's to permit. What only the workload brings along, which may
  /// come or change later, is judged again by the bind.
  void permitted(Draft draft, String path, EffectiveSpec made) {
    if (made.privileged()) {
      Privilege.missing(draft.namespace(), references.tenant(draft.namespace()))
          .ifPresent(why -> draft.refuse(Cause.forbidden(path + ".privileged", why)));
    }
  }
}
