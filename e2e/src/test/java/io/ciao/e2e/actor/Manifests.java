package io.ciao.e2e.actor;

import java.nio.file.Path;

/// Objects as users write them.
public final class Manifests {
  private Manifests() {}

  static String sshKey(String publicKey) {
    return """
    apiVersion: ciao.io/v1
    kind: SSHKey
    metadata: {name: quickstart}
    spec: {publicKey: "%s"}
    """
        .formatted(publicKey);
  }

  static String images(Path qcow2, String sha256) {
    return """
    apiVersion: ciao.io/v1
    kind: Image
    metadata: {name: tiny, namespace: default}
    spec:
      visibility: public
      format: qcow2
      source: {file: {path: "%s", sha256: %s}}
    ---
    apiVersion: ciao.io/v1
    kind: Image
    metadata: {name: tiny-container, namespace: default}
    spec:
      visibility: public
      format: docker
      source: {docker: {name: "ciao/tiny:latest"}}
    """
        .formatted(qcow2, sha256);
  }

  /// A small virtual machine that takes the key and leaves a mark on its console.
  public static String vm(String name) {
    return """
    apiVersion: ciao.io/v1
    kind: Instance
    metadata: {name: %1$s}
    spec:
      workload: tiny-vm
      sshKeys: [quickstart]
      cloudInit:
        userData: |
          #cloud-config
          hostname: %1$s
          runcmd:
          - echo "mark of %1$s"
    """
        .formatted(name);
  }

  /// A small container.
  public static String container(String name) {
    return """
    apiVersion: ciao.io/v1
    kind: Instance
    metadata: {name: %s}
    spec:
      workload: tiny-container
    """
        .formatted(name);
  }

  /// The same instance, on that node only.
  public static String on(String node, String instance) {
    return instance.stripTrailing() + "\n  placement: {nodeName: " + node + "}\n";
  }
}
