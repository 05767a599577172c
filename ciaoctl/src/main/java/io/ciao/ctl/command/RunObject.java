package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The object that `run` makes: nothing in it that its words do not say, so that applying it later
/// is the same. Pure.
final class RunObject {
  private RunObject() {}

  /// The object; without a namespace, which comes from the request's path.
  ///
  /// @param instances null: one Instance; else an InstanceSet of that many
  /// @param trace under which label starts are traced; null: not at all
  static ObjectNode of(
      String name,
      String workload,
      @Nullable Long instances,
      @Nullable String trace,
      List<String> sshKeys) {
    var object = Json.object();
    object.put("apiVersion", "ciao.io/v1");
    object.put("kind", instances == null ? Instance.KIND : InstanceSet.KIND);
    var metadata = object.putObject("metadata");
    metadata.put("name", name);
    var spec = object.putObject("spec");
    if (instances == null) {
      label(metadata, trace);
      fill(spec, workload, sshKeys);
      return object;
    }
    spec.put("replicas", instances);
    var template = spec.putObject("template");
    if (trace != null) {
      label(template.putObject("metadata"), trace);
    }
    fill(template.putObject("spec"), workload, sshKeys);
    return object;
  }

  private static void label(ObjectNode metadata, @Nullable String trace) {
    if (trace != null) {
      metadata.putObject("labels").put(Instance.TRACE_LABEL, trace);
    }
  }

  private static void fill(ObjectNode spec, String workload, List<String> sshKeys) {
    spec.put("workload", workload);
    if (!sshKeys.isEmpty()) {
      var list = spec.putArray("sshKeys");
      sshKeys.forEach(list::add);
    }
  }
}
