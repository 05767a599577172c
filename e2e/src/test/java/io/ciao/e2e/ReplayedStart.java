package io.ciao.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.env.Cluster;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.payload.Requirements;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.StartExtension;
import io.ciao.ssntp.payload.StartNetworking;
import io.ciao.ssntp.payload.StartRuntime;
import io.ciao.ssntp.transport.Disconnect;
import io.ciao.ssntp.transport.HostPort;
import io.ciao.ssntp.transport.ServerConfig;
import io.ciao.ssntp.transport.SessionListener;
import io.ciao.ssntp.transport.SsntpServer;
import io.ciao.ssntp.transport.SsntpSession;
import io.ciao.ssntp.transport.Surroundings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The START of a binding as it was, kept to be sent once more when that binding is over.
record ReplayedStart(Cluster cluster, Instance instance, long epoch, List<ObjectNode> objects) {

  /// Takes everything that START carries, as it is now.
  static ReplayedStart of(Cluster cluster, String tenant, String name) {
    var api = cluster.api();
    var tree = api.get(ResourceType.INSTANCES, new ObjectKey(tenant, name));
    var instance = Json.toRecord(tree, Instance.class);
    var objects = new ArrayList<ObjectNode>();
    objects.add(tree);
    var workload = new ObjectKey("default", String.valueOf(instance.spec().workload()));
    objects.add(api.get(ResourceType.WORKLOADS, workload));
    objects.add(api.get(ResourceType.IMAGES, new ObjectKey("default", "tiny-container")));
    objects.add(api.get(ResourceType.TENANT_NETWORKS, new ObjectKey(tenant, "default")));
    var concentrator = instance.status().network().concentrator();
    objects.add(api.get(ResourceType.CONCENTRATORS, new ObjectKey(tenant, concentrator)));
    return new ReplayedStart(cluster, instance, instance.status().binding().epoch(), objects);
  }

  /// Asks once for the binding to be released or, when it is released, cleared; whether that was
  /// answered well.
  boolean unbind() {
    var body = Json.object();
    body.putArray("items")
        .addObject()
        .put("namespace", instance.metadata().namespace())
        .put("name", instance.metadata().name())
        .put("uid", instance.metadata().requireUid())
        .put("epoch", epoch);
    var answer = cluster.api().post("/apis/ciao.io/v1/instances:unbind", body);
    return answer.path("items").path(0).path("code").asInt() == 200;
  }

  /// Stands in for the scheduler, with its certificate, on its port, and sends the START to every
  /// agent that connects.
  Scheduler playAgain(int port) throws InterruptedException {
    var uid = instance.metadata().requireUid();
    var start =
        new Start(
            String.valueOf(instance.metadata().namespace()),
            uid,
            StartRuntime.container("ciao/tiny:latest"),
            StartNetworking.NONE,
            List.of(),
            new Requirements(64, 1, "", "", false, false),
            new StartExtension(epoch, objects));
    var tls = TlsFiles.in(cluster.directory().resolve("tls/scheduler")).read();
    var config = ServerConfig.of(tls, List.of(new HostPort(cluster.address(1), port)));
    var listener = new Sender(start, new CountDownLatch(2));
    var surroundings =
        new Surroundings(Clock.systemUTC(), System::nanoTime, RandomGenerator.getDefault());
    return new Scheduler(SsntpServer.start(config, listener, surroundings), listener);
  }

  /// A scheduler that knows one command.
  record Scheduler(SsntpServer server, Sender sender) implements AutoCloseable {
    /// Waits until it was sent twice to an agent.
    void awaitSent(Duration limit) throws InterruptedException {
      if (!sender.sent().await(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("no agent took the START within " + limit);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record Sender(Start start, CountDownLatch sent) implements SessionListener {
    @Override
    public void connected(SsntpSession session) {
      session.send(Command.START, start.toBytes());
      sent.countDown();
    }

    @Override
    public void frame(SsntpSession session, TrafficFrame frame) {
      if (sent.getCount() > 0) {
        session.send(Command.START, start.toBytes());
        sent.countDown();
      }
    }

    @Override
    public void disconnected(SsntpSession session, Disconnect why) {}
  }
}
