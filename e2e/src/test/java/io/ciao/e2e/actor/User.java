package io.ciao.e2e.actor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Somebody with a tenant, who works with `ciaoctl`; what is so, he reads from the REST interface.
public record User(Cluster cluster, String tenant) {
  private static final Duration READY_LIMIT = Duration.ofSeconds(120);

  /// Of tenant `default`.
  public static User of(Cluster cluster) {
    return new User(cluster, "default");
  }

  /// Has a key, the two images, and the starter templates: what a quick start gives.
  public User equipped() throws InterruptedException {
    try {
      var key = cluster.directory().resolve("ssh/quickstart");
      Files.createDirectories(key.getParent());
      if (!Files.exists(key)) {
        Shell.PLAIN
            .run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .succeeded();
      }
      var publicKey = Files.readString(key.resolveSibling("quickstart.pub")).strip();
      var image = Shell.DIST.resolve("images/ciao-tiny.qcow2");
      var sum = Files.readString(image.resolveSibling("ciao-tiny.qcow2.sha256")).split("\\s")[0];
      apply(Manifests.sshKey(publicKey)).succeeded();
      apply(Manifests.images(image, sum)).succeeded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ctl("apply", "-f", "manifests/workloads/").succeeded();
    return this;
  }

  /// Runs `ciaoctl` in the tenant.
  public Ran ctl(String... arguments) throws InterruptedException {
    return cluster.ctl(inTenant(arguments));
  }

  private String[] inTenant(String... arguments) {
    var words = new ArrayList<>(Arrays.asList(arguments));
    words.addAll(1, List.of("-n", tenant));
    return words.toArray(String[]::new);
  }

  /// Applies a manifest from standard input.
  public Ran apply(String manifest) throws InterruptedException {
    return apply(manifest.getBytes(StandardCharsets.UTF_8));
  }

  public Ran apply(byte[] manifest) throws InterruptedException {
    return cluster.ctl(manifest, inTenant("apply", "-f", "-"));
  }

  /// Deletes instances and waits until they are gone.
  public Ran delete(String... instances) throws InterruptedException {
    var words = new ArrayList<>(List.of("delete", "instance", "--timeout=90s"));
    words.addAll(Arrays.asList(instances));
    return ctl(words.toArray(String[]::new));
  }

  /// Waits with `ciaoctl wait` until instances are ready; fails with what they wait for.
  public void awaitReady(String... instances) throws InterruptedException {
    var words = new ArrayList<>(List.of("wait"));
    Arrays.stream(instances).forEach(name -> words.add("instance/" + name));
    words.add("--for=condition=Ready");
    words.add("--timeout=" + READY_LIMIT.toSeconds() + "s");
    ctl(words.toArray(String[]::new)).succeeded();
  }

  /// Waits until the node has reported, for the epoch of the binding, that it runs.
  public Instance awaitRunning(String name) throws InterruptedException {
    return Eventually.within(READY_LIMIT)
        .value(
            "instance " + name + " is running",
            () -> find(name).filter(User::isRunning).orElse(null));
  }

  private static boolean isRunning(Instance instance) {
    var status = instance.status();
    return status.binding() != null
        && status.observed() != null
        && status.observed().is(InstanceState.Running, status.binding().epoch());
  }

  public boolean ready(String name) {
    return find(name)
        .filter(i -> Conditions.holds(i.status().conditions(), CommonReasons.READY))
        .isPresent();
  }

  public Optional<ObjectNode> tree(String name) {
    return cluster.api().find(ResourceType.INSTANCES, new ObjectKey(tenant, name));
  }

  public Optional<Instance> find(String name) {
    return tree(name).map(tree -> Json.toRecord(tree, Instance.class));
  }

  public Instance get(String name) {
    return find(name).orElseThrow(() -> new AssertionError("there is no instance " + name));
  }

  public String uid(String name) {
    return get(name).metadata().requireUid();
  }

  /// What the instance wrote so far.
  public String logs(String name) throws InterruptedException {
    return ctl("logs", name).succeeded().out();
  }

  /// Runs a command in the instance over ssh.
  public Ran ssh(String name, String command) throws InterruptedException {
    return ctl("ssh", name, "--", command);
  }

  /// What `ciaoctl why` says.
  public String why(String name) throws InterruptedException {
    return ctl("why", "instance/" + name).succeeded().out();
  }
}
