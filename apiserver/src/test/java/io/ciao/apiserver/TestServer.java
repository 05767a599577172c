package io.ciao.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.apiserver.http.ListenAddress;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A real apiserver with its embedded etcd in a directory of the test's own.
final class TestServer implements AutoCloseable {
  /// A certificate of the test's own, which is there or not when the server starts.
  static final String SERVING = "serving.pem";

  private static final String AUTHORITY_KEY = "authority-key.pem";

  private final Path directory;
  private final TestCertificates certificates = new TestCertificates();
  private final List<TestClient> clients = new ArrayList<>();
  private final ApiServerConfig.Options options;
  private ApiServer server;
  private ListenAddress address;

  private TestServer(Path directory, ListenAddress address, ApiServerConfig.Options options)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.options = options;
    TestCertificates.write(certificates.apiserver(), directory.resolve("tls"));
    certificates.writeAuthorityKey(directory.resolve(AUTHORITY_KEY));
    this.address = address;
    this.server = startServer();
  }

  static TestServer start(Path directory) throws IOException, InterruptedException {
    return start(directory, ApiServerConfig.Options.DEFAULT);
  }

  static TestServer start(Path directory, ServingOptions serving)
      throws IOException, InterruptedException {
    return start(directory, new ApiServerConfig.Options(serving, AccessOptions.DEFAULT));
  }

  /// One that lets in whom these options say.
  static TestServer start(Path directory, AccessOptions access)
      throws IOException, InterruptedException {
    return start(directory, new ApiServerConfig.Options(ServingOptions.DEFAULT, access));
  }

  /// One that signs certificates of nodes, for so long.
  static TestServer signing(Path directory, Duration validity)
      throws IOException, InterruptedException {
    return start(
        directory,
        new ApiServerConfig.Options(
            ServingOptions.DEFAULT,
            AccessOptions.DEFAULT,
            new CertificateOptions(
                directory.resolve(AUTHORITY_KEY), validity, directory.resolve(SERVING))));
  }

  private static TestServer start(Path directory, ApiServerConfig.Options options)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/etcd")), "needs etcd: install etcd-server");
    return new TestServer(directory, new ListenAddress("127.0.0.1", 0), options);
  }

  private ApiServer startServer() throws IOException, InterruptedException {
    ApiServer started =
        ApiServer.start(
            new ApiServerConfig(
                directory.resolve("state"),
                directory.resolve("tls"),
                List.of(address),
                ApiServerConfig.EMBEDDED,
                null,
                directory.resolve("state/secret-keys.yaml"),
                options));
    String listening =
        new ObjectMapper()
            .readTree(Files.readString(directory.resolve("state/ready")))
            .path("listen")
            .get(0)
            .asText();
    address = ListenAddress.parse(listening);
    return started;
  }

  /// Stops it and starts it again at the same address, on the same data.
  void restart() throws IOException, InterruptedException {
    server.close();
    server = startServer();
  }

  /// Stops it; closing it later does nothing more.
  void stop() {
    server.close();
  }

  /// Runs etcdctl against the embedded etcd and returns what it prints.
  String etcdctl(String... arguments) throws IOException, InterruptedException {
    Path etcd = directory.resolve("state/etcd");
    List<String> command = new ArrayList<>(List.of("/usr/bin/etcdctl"));
    command.add("--cacert=" + etcd.resolve("tls/ca.pem"));
    command.add("--cert=" + etcd.resolve("tls/client-cert.pem"));
    command.add("--key=" + etcd.resolve("tls/client-key.pem"));
    command.add("--endpoints=" + etcdUrl(etcd));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", arguments) + ": " + output);
    }
    return output;
  }

  /// Sends the embedded etcd a signal, for example `STOP` and later `CONT`.
  void signalEtcd(String signal) throws IOException, InterruptedException {
    var record =
        new ObjectMapper().readTree(Files.readString(directory.resolve("state/etcd/etcd.json")));
    var kill = new ProcessBuilder("kill", "-" + signal, record.path("pid").asText()).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " of etcd ended with " + kill.exitValue());
    }
  }

  /// A client of the embedded etcd's JSON gateway: what `etcdctl` asks too, without a process for
  /// each question.
  TestClient etcd() throws IOException {
    Path etcd = directory.resolve("state/etcd");
    Path tls = etcd.resolve("tls");
    TlsIdentity identity =
        new TlsFiles(
                tls.resolve("ca.pem"),
                tls.resolve("client-cert.pem"),
                tls.resolve("client-key.pem"))
            .read();
    TestClient client = new TestClient(etcdUrl(etcd), identity.sslContext());
    clients.add(client);
    return client;
  }

  private static String etcdUrl(Path etcd) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(etcd.resolve("etcd.json")))
        .path("clientUrls")
        .get(0)
        .asText();
  }

  TestCertificates certificates() {
    return certificates;
  }

  Path state() {
    return directory.resolve("state");
  }

  ListenAddress address() {
    return address;
  }

  /// The audit log so far.
  Path auditLog() {
    return state().resolve("audit.log");
  }

  String url() {
    return "https://" + address;
  }

  TestClient admin() {
    return client(certificates.admin());
  }

  TestClient scheduler() {
    return client(certificates.scheduler());
  }

  /// Makes an image that every tenant may use.
  void publicImage(String name) throws IOException, InterruptedException {
    admin()
        .post(
            TestClient.CIAO + "/namespaces/default/images",
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"format\":\"docker\",\"visibility\":\"public\",\"source\":{\"docker\":{\"name\":\"x\"}}}}"
                .formatted(name));
  }

  /// Binds an instance to node n1, as the scheduler does, and answers its item.
  ///
  /// @param revision of the workload that it was decided for
  JsonNode bind(JsonNode instance, String revision) throws IOException, InterruptedException {
    return bind(instance, revision, "");
  }

  /// What would come of that.
  JsonNode tryBind(JsonNode instance, String revision) throws IOException, InterruptedException {
    return bind(instance, revision, "?dryRun=All");
  }

  private JsonNode bind(JsonNode instance, String revision, String query)
      throws IOException, InterruptedException {
    JsonNode metadata = instance.path("metadata");
    String item =
        "{\"namespace\":%s,\"name\":%s,\"uid\":%s,\"generation\":%s,\"nodeName\":\"n1\",\"nodeUID\":\"x\",\"workloadRevision\":\"%s\"}"
            .formatted(
                metadata.path("namespace"),
                metadata.path("name"),
                metadata.path("uid"),
                metadata.path("generation"),
                revision);
    return scheduler()
        .post(TestClient.CIAO + "/instances:bind" + query, "{\"items\":[" + item + "]}")
        .json()
        .at("/items/0");
  }

  TestClient client(TlsIdentity identity) {
    TestClient client = new TestClient(url(), identity.sslContext());
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(TestClient::close);
    server.close();
  }
}
