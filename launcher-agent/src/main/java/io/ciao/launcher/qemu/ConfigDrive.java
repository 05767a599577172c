package io.ciao.launcher.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.launcher.driver.StartPlan;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// The config drive of a virtual machine: an ISO 9660 volume `config-2` in the form that cloud-init
/// knows from OpenStack.
///
///     openstack/latest/meta_data.json   {"uuid", "hostname", "name", "public_keys": {name: line}}
///     openstack/latest/user_data        as the user wrote it, possibly empty
final class ConfigDrive {
  static final String LABEL = "config-2";

  private ConfigDrive() {}

  static byte[] of(StartPlan plan) {
    var files = new TreeMap<String, byte[]>();
    files.put("openstack/latest/meta_data.json", Json.write(metaData(plan)));
    files.put(
        "openstack/latest/user_data", plan.guest().userData().getBytes(StandardCharsets.UTF_8));
    return IsoImage.of(LABEL, files);
  }

  private static ObjectNode metaData(StartPlan plan) {
    var tree = Json.object();
    tree.put("uuid", plan.uid());
    tree.put("hostname", plan.guest().hostName());
    tree.put("name", plan.instance().name());
    tree.put("project_id", plan.instance().namespace());
    var keys = tree.putObject("public_keys");
    plan.guest().sshKeys().forEach((name, line) -> keys.put(name, line.strip() + "\n"));
    return tree;
  }
}
