package io.ciao.store;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the embedded etcd is started: which program, where it listens, with which flags.
///
/// @param program the etcd binary
/// @param data its data directory, absolute
/// @param certificates what it proves itself with
/// @param more flags beside the usual ones
record EtcdCommand(Path program, Path data, EtcdCertificates certificates, List<String> more) {
  /// 8 GiB, the most that etcd recommends.
  private static final long QUOTA_BYTES = 8L << 30;

  /// Entries between snapshots; with the default of 100,000 etcd keeps gigabytes in memory.
  private static final int SNAPSHOT_COUNT = 1000;

  EtcdCommand {
    more = List.copyOf(more);
  }

  /// Where one start listens.
  record Urls(URI client, URI peer) {}

  /// etcd's binary.
  ///
  /// @throws IOException saying what to install
  static Path findProgram() throws IOException {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<String> directories = new ArrayList<>(List.of(path.split(File.pathSeparator)));
    directories.addAll(List.of("/usr/local/bin", "/usr/bin"));
    for (String directory : directories) {
      Path program = Path.of(directory, "etcd");
      if (!directory.isEmpty() && Files.isExecutable(program)) {
        return program;
      }
    }
    throw new IOException(
        "no etcd program in "
            + path
            + "; install the package etcd-server, or use --etcd https://…");
  }

  /// Ports of an earlier start if they are free, so that clients find etcd again; else free ones.
  static Urls urls(Optional<EtcdRecord> earlier) throws IOException {
    Optional<URI> client = earlier.map(record -> record.clientUrls().getFirst());
    Optional<URI> peer = earlier.map(EtcdRecord::peerUrl);
    // Both are held until both are known, else the system may give one port twice.
    try (ServerSocket first = freeSocket();
        ServerSocket second = freeSocket()) {
      return new Urls(
          client.filter(EtcdCommand::isFree).orElseGet(() -> url(first)),
          peer.filter(EtcdCommand::isFree).orElseGet(() -> url(second)));
    }
  }

  /// The command line.
  List<String> line(Urls urls) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add(EtcdProcesses.dataArgument(data));
    command.add("--name=embedded");
    command.add("--listen-client-urls=" + urls.client());
    command.add("--advertise-client-urls=" + urls.client());
    command.add("--listen-peer-urls=" + urls.peer());
    command.add("--initial-advertise-peer-urls=" + urls.peer());
    command.add("--initial-cluster=embedded=" + urls.peer());
    command.add("--snapshot-count=" + SNAPSHOT_COUNT);
    command.add("--quota-backend-bytes=" + QUOTA_BYTES);
    command.add("--auto-compaction-retention=0");
    command.add("--client-cert-auth");
    command.add("--trusted-ca-file=" + certificates.authority());
    command.add("--cert-file=" + certificates.serverCertificate());
    command.add("--key-file=" + certificates.serverKey());
    command.add("--peer-client-cert-auth");
    command.add("--peer-trusted-ca-file=" + certificates.authority());
    command.add("--peer-cert-file=" + certificates.serverCertificate());
    command.add("--peer-key-file=" + certificates.serverKey());
    command.add("--logger=zap");
    command.add("--log-outputs=stderr");
    command.addAll(more);
    return command;
  }

  ProcessBuilder builder(Urls urls, Path log) {
    ProcessBuilder builder = new ProcessBuilder(line(urls));
    environment(builder.environment());
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private static void environment(Map<String, String> environment) {
    // etcd refuses to start when a flag and its variable are both set.
    environment.keySet().removeIf(name -> name.startsWith("ETCD_"));
    environment.put("GOGC", "50");
    if (System.getProperty("os.arch", "").equals("aarch64")) {
      environment.put("ETCD_UNSUPPORTED_ARCH", "arm64");
    }
  }

  private static boolean isFree(URI url) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(url.getHost()), url.getPort()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket freeSocket() throws IOException {
    return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
  }

  private static URI url(ServerSocket socket) {
    return URI.create("https://127.0.0.1:" + socket.getLocalPort());
  }
}
