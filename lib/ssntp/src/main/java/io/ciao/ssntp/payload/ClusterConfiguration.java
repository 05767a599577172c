package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.frame.Bytes;
import java.util.ArrayList;
import java.util.List;

/// What CONFIGURE and CONNECTED carry, root key `configure`.
///
/// What is not said has the original's defaults.
///
/// @param storageUri where the scheduler keeps it
/// @param cephId user of the Ceph cluster
/// @param controller what concerns the controller
/// @param launcher what concerns agents
public record ClusterConfiguration(
    String storageUri, String cephId, Controller controller, Launcher launcher) {

  private static final String ROOT = "configure";

  /// What concerns the controller.
  ///
  /// @param ciaoPort port of its API
  /// @param tls certificates of its API
  /// @param cnci what concentrators get
  /// @param adminSshKey public key for concentrators
  public record Controller(int ciaoPort, Tls tls, CnciDefaults cnci, String adminSshKey) {}

  /// Paths of certificates.
  ///
  /// @param certificate of the API
  /// @param key its private key
  /// @param clientAuthorities who signs the API's clients
  public record Tls(String certificate, String key, String clientAuthorities) {}

  /// What a concentrator gets.
  ///
  /// @param vcpus virtual processors
  /// @param memMb memory in MiB
  /// @param diskMb disk in MiB
  /// @param net first address of the network between concentrators
  public record CnciDefaults(int vcpus, int memMb, int diskMb, String net) {}

  /// What concerns agents.
  ///
  /// @param computeNets networks that carry tunnels, as CIDR
  /// @param mgmtNets networks that carry control, as CIDR
  /// @param diskLimit whether an agent refuses what its disk cannot hold
  /// @param memLimit whether an agent refuses what its memory cannot hold
  /// @param childUser whom QEMU and helpers run as
  public record Launcher(
      List<String> computeNets,
      List<String> mgmtNets,
      boolean diskLimit,
      boolean memLimit,
      String childUser) {

    /// Copies the lists.
    public Launcher {
      computeNets = List.copyOf(computeNets);
      mgmtNets = List.copyOf(mgmtNets);
    }

    static Launcher read(Fields fields) {
      return new Launcher(
          fields.texts("compute_net"),
          fields.texts("mgmt_net"),
          fields.flag("disk_limit", true),
          fields.flag("mem_limit", true),
          fields.text("child_user"));
    }

    void write(ObjectNode tree) {
      computeNets.forEach(tree.putArray("compute_net")::add);
      mgmtNets.forEach(tree.putArray("mgmt_net")::add);
      tree.put("disk_limit", diskLimit);
      tree.put("mem_limit", memLimit);
      tree.put("child_user", childUser);
    }
  }

  /// Reads a payload.
  public static PayloadResult<ClusterConfiguration> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new ClusterConfiguration(
              fields.child("scheduler").text("storage_uri"),
              fields.child("storage").text("ceph_id"),
              controller(fields.child("controller")),
              Launcher.read(fields.child("launcher")));
        });
  }

  private static Controller controller(Fields fields) {
    return new Controller(
        fields.integer("ciao_port", 8889),
        new Tls(
            fields.text("compute_ca"),
            fields.text("compute_cert"),
            fields.text("client_auth_ca_cert_path")),
        new CnciDefaults(
            fields.integer("cnci_vcpus", 4),
            fields.integer("cnci_mem", 2048),
            fields.integer("cnci_disk", 2048),
            fields.text("cnci_net", "192.168.0.0")),
        fields.text("admin_ssh_key"));
  }

  /// The keys without which the original's controller does not start, as far as they are empty.
  public List<String> missing() {
    var missing = new ArrayList<String>();
    if (storageUri.isEmpty()) {
      missing.add("scheduler.storage_uri");
    }
    if (controller.tls.certificate.isEmpty()) {
      missing.add("controller.compute_ca");
    }
    if (controller.tls.key.isEmpty()) {
      missing.add("controller.compute_cert");
    }
    if (controller.tls.clientAuthorities.isEmpty()) {
      missing.add("controller.client_auth_ca_cert_path");
    }
    return List.copyOf(missing);
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    var tree = root.putObject(ROOT);
    tree.putObject("scheduler").put("storage_uri", storageUri);
    tree.putObject("storage").put("ceph_id", cephId);
    tree.putObject("controller")
        .put("ciao_port", controller.ciaoPort)
        .put("compute_ca", controller.tls.certificate)
        .put("compute_cert", controller.tls.key)
        .put("cnci_vcpus", controller.cnci.vcpus)
        .put("cnci_mem", controller.cnci.memMb)
        .put("cnci_disk", controller.cnci.diskMb)
        .put("admin_ssh_key", controller.adminSshKey)
        .put("client_auth_ca_cert_path", controller.tls.clientAuthorities)
        .put("cnci_net", controller.cnci.net);
    launcher.write(tree.putObject("launcher"));
    return PayloadText.bytes(root);
  }
}
