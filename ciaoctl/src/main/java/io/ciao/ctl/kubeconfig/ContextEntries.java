package io.ciao.ctl.kubeconfig;

import io.ciao.ctl.config.ConfigException;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfoBuilder;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedClusterBuilder;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.api.model.NamedContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One context with its cluster and user, everything inline: it may be moved to another file.
///
/// @param cluster with the authority's certificates as data
public record ContextEntries(NamedCluster cluster, NamedContext context, NamedAuthInfo user) {
  static final String EXEC_VERSION = "client.authentication.k8s.io/v1";

  /// Takes a context out of a file.
  ///
  /// @param file the kubeconfig that `config` was read from: paths in it are relative to it
  public static ContextEntries of(Path file, Config config, String name) throws IOException {
    var context =
        config.getContexts().stream()
            .filter(entry -> entry.getName().equals(name))
            .map(NamedContext::getContext)
            .findFirst()
            .orElseThrow(() -> absent(file, "contexts", name));
    var cluster =
        config.getClusters().stream()
            .filter(entry -> entry.getName().equals(context.getCluster()))
            .map(NamedCluster::getCluster)
            .findFirst()
            .orElseThrow(() -> absent(file, "clusters", context.getCluster()));
    var user =
        config.getUsers().stream()
            .filter(entry -> entry.getName().equals(context.getUser()))
            .map(NamedAuthInfo::getUser)
            .findFirst()
            .orElseThrow(() -> absent(file, "users", context.getUser()));
    return new ContextEntries(
        named(context.getCluster(), inline(file, cluster)),
        named(name, context),
        named(context.getUser(), inline(file, user)));
  }

  private static ConfigException absent(Path file, String list, String name) {
    return new ConfigException("%s has no entry \"%s\" under %s".formatted(file, name, list));
  }

  /// The same under another name, for all three.
  public ContextEntries renamed(String name) {
    var moved = new Context();
    moved.setCluster(name);
    moved.setUser(name);
    moved.setNamespace(context.getContext().getNamespace());
    return new ContextEntries(
        named(name, cluster.getCluster()), named(name, moved), named(name, user.getUser()));
  }

  /// The same with a user whose credential a program gives, each time anew.
  public ContextEntries withExec(String command, List<String> arguments) {
    var exec = new ExecConfig();
    exec.setApiVersion(EXEC_VERSION);
    exec.setCommand(command);
    exec.setArgs(arguments);
    exec.setInteractiveMode("Never");
    exec.setProvideClusterInfo(false);
    exec.setInstallHint("ciaoctl gives the credential; put it where this kubeconfig says it is.");
    var info = new AuthInfo();
    info.setExec(exec);
    return new ContextEntries(cluster, context, named(user.getName(), info));
  }

  /// Puts the content of the authority's file into the entry.
  public static Cluster inline(Path file, Cluster cluster) throws IOException {
    var data = content(file, cluster.getCertificateAuthority());
    if (data != null) {
      cluster.setCertificateAuthority(null);
      cluster.setCertificateAuthorityData(data);
    }
    return cluster;
  }

  /// Puts the content of the certificate's and the key's file into the entry.
  public static AuthInfo inline(Path file, AuthInfo user) throws IOException {
    var certificate = content(file, user.getClientCertificate());
    var key = content(file, user.getClientKey());
    if (certificate != null && key != null) {
      user.setClientCertificate(null);
      user.setClientCertificateData(certificate);
      user.setClientKey(null);
      user.setClientKeyData(key);
    }
    return user;
  }

  private static @Nullable String content(Path file, @Nullable String path) throws IOException {
    if (path == null || path.isEmpty()) {
      return null;
    }
    var parent = file.toAbsolutePath().getParent();
    var named = parent == null ? Path.of(path) : parent.resolve(path);
    return Base64.getEncoder().encodeToString(Files.readAllBytes(named));
  }

  private static NamedCluster named(String name, Cluster cluster) {
    return new NamedClusterBuilder().withName(name).withCluster(cluster).build();
  }

  private static NamedContext named(String name, Context context) {
    return new NamedContextBuilder().withName(name).withContext(context).build();
  }

  private static NamedAuthInfo named(String name, AuthInfo user) {
    return new NamedAuthInfoBuilder().withName(name).withUser(user).build();
  }
}
