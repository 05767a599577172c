package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// A real etcd of its own for a test class, and what tests do to it behind the store's back.
public final class TestEtcd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path directory;
  private final EmbeddedEtcd etcd;
  private final EtcdConnection direct;

  private TestEtcd(Path directory, EmbeddedEtcd etcd) {
    this.directory = directory;
    this.etcd = etcd;
    this.direct = EtcdConnection.open(EtcdEndpoint.embedded(directory));
  }

  /// Starts one below the directory; it does not wait for the disk.
  public static TestEtcd start(Path directory) throws IOException, InterruptedException {
    return new TestEtcd(directory, EmbeddedEtcd.start(directory, List.of("--unsafe-no-fsync")));
  }

  /// How a program finds it.
  public EtcdEndpoint endpoint() {
    return EtcdEndpoint.embedded(directory);
  }

  /// A connection past every proxy, the fixture's own.
  public EtcdConnection direct() {
    return direct;
  }

  /// The end points of things that forward to it on other ports.
  public EtcdEndpoint endpoint(int... ports) throws IOException {
    Path tls = directory.resolve("tls-flat");
    Path from = directory.resolve("etcd").resolve("tls");
    Files.createDirectories(tls);
    var names =
        Map.of("ca.pem", "ca.pem", "client-cert.pem", "cert.pem", "client-key.pem", "key.pem");
    for (Map.Entry<String, String> name : names.entrySet()) {
      Files.writeString(
          tls.resolve(name.getValue()), Files.readString(from.resolve(name.getKey())));
    }
    var urls =
        IntStream.of(ports).mapToObj(port -> URI.create("https://127.0.0.1:" + port)).toList();
    return EtcdEndpoint.external(urls, tls);
  }

  /// The port clients connect to.
  public int port() throws IOException {
    return EtcdRecord.read(directory.resolve("etcd")).clientUrls().getFirst().getPort();
  }

  /// The child process.
  public EmbeddedEtcd process() {
    return etcd;
  }

  /// Puts a value as `etcdctl` would; returns its revision.
  public long put(String key, String value) throws EtcdCallException {
    ByteSequence name = EtcdConnection.bytes(key);
    ByteSequence bytes = EtcdConnection.bytes(value);
    return direct
        .call("put by hand", PATIENCE, client -> client.getKVClient().put(name, bytes))
        .getHeader()
        .getRevision();
  }

  /// Puts several values in one transaction, whatever their places; returns its revision.
  public long putTogether(Map<String, String> values) throws EtcdCallException {
    Op[] puts =
        values.entrySet().stream()
            .map(
                value ->
                    Op.put(
                        EtcdConnection.bytes(value.getKey()),
                        EtcdConnection.bytes(value.getValue()),
                        PutOption.DEFAULT))
            .toArray(Op[]::new);
    return direct
        .call("put by hand", PATIENCE, client -> client.getKVClient().txn().Then(puts).commit())
        .getHeader()
        .getRevision();
  }

  /// Puts a value without waiting for it.
  public CompletableFuture<?> putLater(String key, String value) throws EtcdCallException {
    ByteSequence name = EtcdConnection.bytes(key);
    ByteSequence bytes = EtcdConnection.bytes(value);
    return direct.use("put by hand", client -> client.getKVClient().put(name, bytes));
  }

  /// Removes a key as `etcdctl` would.
  public void delete(String key) throws EtcdCallException {
    ByteSequence name = EtcdConnection.bytes(key);
    direct.call("delete by hand", PATIENCE, client -> client.getKVClient().delete(name));
  }

  /// Removes all keys that begin so.
  public void deletePrefix(String prefix) throws EtcdCallException {
    ByteSequence name = EtcdConnection.bytes(prefix);
    DeleteOption option = DeleteOption.builder().isPrefix(true).build();
    direct.call("delete by hand", PATIENCE, client -> client.getKVClient().delete(name, option));
  }

  /// etcd's newest revision.
  public long revision() throws EtcdCallException {
    return direct.get("/absent", PATIENCE).getHeader().getRevision();
  }

  /// Forgets history as somebody else might.
  public void compact(long revision) throws EtcdCallException {
    direct.call(
        "compact by hand",
        PATIENCE,
        client -> client.getKVClient().compact(revision, CompactOption.DEFAULT));
  }

  @Override
  public void close() {
    direct.close();
    etcd.close();
  }
}
