package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The object that `run` makes: nothing in it that its words do not say, so that applying it later
/// is the same. Pure.
final class RunObject {
  private RunObject() {}

  /// What each instance has in place of what its workload says; null where it has that.
  ///
  /// @param memory for example `512Mi`
  record Overrides(
      @Nullable String image,
      @Nullable Long vcpus,
      @Nullable String memory,
      @Nullable String network) {
    /// As the workload says.
    static final Overrides NONE = new Overrides(null, null, null, null);

    private void fill(ObjectNode spec) {
      if (image != null) {
        spec.put("image", image);
      }
      if (vcpus != null) {
        spec.withObject("/resources").put("vcpus", vcpus);
      }
      if (memory != null) {
        spec.withObject("/resources").put("memory", memory);
      }
      if (network != null) {
        spec.putObject("network").put("name", network);
      }
    }
  }

  /// What the words say of each instance.
  ///
  /// @param labels of what is made, and of each instance of a set
  /// @param trace under which label starts are traced; null: not at all
  record Wished(
      String workload,
      Map<String, String> labels,
      @Nullable String trace,
      Overrides overrides,
      List<String> sshKeys) {
    Wished {
      labels = Map.copyOf(labels);
      sshKeys = List.copyOf(sshKeys);
    }

    private void label(ObjectNode metadata, boolean traced) {
      var all = new TreeMap<>(labels);
      if (traced && trace != null) {
        all.put(Instance.TRACE_LABEL, trace);
      }
      if (!all.isEmpty()) {
        var written = metadata.putObject("labels");
        all.forEach(written::put);
      }
    }

    private void fill(ObjectNode spec) {
      spec.put("workload", workload);
      overrides.fill(spec);
      if (!sshKeys.isEmpty()) {
        var list = spec.putArray("sshKeys");
        sshKeys.forEach(list::add);
      }
    }
  }

  /// The object; without a namespace, which comes from the request's path.
  ///
  /// @param instances null: one Instance; else an InstanceSet of that many
  static ObjectNode of(String name, @Nullable Long instances, Wished wished) {
    var object = Json.object();
    object.put("apiVersion", "ciao.io/v1");
    object.put("kind", instances == null ? Instance.KIND : InstanceSet.KIND);
    var metadata = object.putObject("metadata");
    metadata.put("name", name);
    wished.label(metadata, instances == null);
    var spec = object.putObject("spec");
    if (instances == null) {
      wished.fill(spec);
      return object;
    }
    spec.put("replicas", instances);
    var template = spec.putObject("template");
    if (wished.trace != null || !wished.labels.isEmpty()) {
      wished.label(template.putObject("metadata"), true);
    }
    wished.fill(template.putObject("spec"));
    return object;
  }
}
