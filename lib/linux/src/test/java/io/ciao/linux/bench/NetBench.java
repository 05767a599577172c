package io.ciao.linux.bench;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.LinkTable;
import io.ciao.linux.link.NetAction;
import io.ciao.linux.link.NetlinkApplier;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.testkit.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Links a second by rtnetlink and by forking `ip` for each, and how long a subnet's removal takes.
/// Run by `hack/bench net`, as root, in namespaces of its own; none is left.
public final class NetBench {
  /// A fork takes so much longer that fewer of them say the same.
  private static final int FORKS_FEWER = 5;

  private static final int REMOVALS_PER_RUN = 10;
  private static final int MTU = 1450;
  private static final int OTHER_MTU = 1400;
  private static final int VNI = 4097;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long CLEARED_MAX_NANOS = 10_000_000_000L;
  private static final String MARK = "ciao:port=bench";

  private final CommandRunner commands = new CommandRunner();
  private final NetlinkApplier kernel = NetlinkApplier.withKernel();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final String prefix = "lxb" + ProcessHandle.current().pid();
  private final int links;
  private final int runs;

  private NetBench(int links, int runs) {
    this.links = links;
    this.runs = runs;
  }

  /// `NetBench LINKS RUNS`.
  public static void main(String[] arguments) {
    var bench = new NetBench(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    // Also where somebody interrupts it.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(bench::removeAll));
    bench.links();
    bench.removal();
  }

  private void removeAll() {
    namespaces.list().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> namespaces.delete(new NetNamespace.Named(name)));
  }

  /// What both ways do to link number so and so.
  private interface Step {
    void on(int link);
  }

  private void links() {
    var created = new Compared("net links created");
    var changed = new Compared("net links changed");
    // The first run warms up.
    for (var run = 0; run <= runs; run++) {
      var netlink = namespace("n" + run);
      created.netlink.add(perSecond(links, () -> kernel.apply(creations(netlink))));
      changed.netlink.add(perSecond(links, () -> kernel.apply(changes(netlink))));
      namespaces.delete(netlink);
      var forks = links / FORKS_FEWER;
      var ip = namespace("i" + run);
      created.forks.add(perSecond(forks, () -> each(forks, link -> create(ip, link))));
      changed.forks.add(perSecond(forks, () -> each(forks, link -> change(ip, link))));
      namespaces.delete(ip);
    }
    created.print();
    changed.print();
  }

  private NetNamespace.Named namespace(String name) {
    var namespace = new NetNamespace.Named(prefix + "-" + name);
    namespaces.create(namespace);
    return namespace;
  }

  private List<NetAction> creations(NetNamespace where) {
    var actions = new ArrayList<NetAction>();
    for (var link = 0; link < links; link++) {
      var far = new Link("b" + link, new LinkKind.VethEnd(), null, MTU, null, MARK, List.of());
      var pair =
          new Link(
              "a" + link, new LinkKind.Veth(where, far, null), null, MTU, null, MARK, List.of());
      actions.add(new NetAction.AddLink(where, pair));
    }
    return actions;
  }

  private List<NetAction> changes(NetNamespace where) {
    var actions = new ArrayList<NetAction>();
    for (var link = 0; link < links; link++) {
      actions.add(new NetAction.SetMtu(where, "a" + link, OTHER_MTU));
    }
    return actions;
  }

  private void create(NetNamespace.Named where, int link) {
    ip(where, "link add a%d mtu %d type veth peer b%d mtu %d".formatted(link, MTU, link, MTU));
  }

  private void change(NetNamespace.Named where, int link) {
    ip(where, "link set a%d mtu %d".formatted(link, OTHER_MTU));
  }

  private void ip(NetNamespace.Named where, String words) {
    var argv = new ArrayList<>(List.of("ip", "-n", where.name()));
    argv.addAll(Arrays.asList(words.split(" ")));
    commands.require(Command.of("run ip " + words, argv));
  }

  private static void each(int count, Step step) {
    for (var link = 0; link < count; link++) {
      step.on(link);
    }
  }

  private static double perSecond(int count, Runnable work) {
    var begin = System.nanoTime();
    work.run();
    return count * NANOS_PER_SECOND / (System.nanoTime() - begin);
  }

  /// A figure a run of each way, the first one to be left out.
  private static final class Compared {
    private final String what;
    private final List<Double> netlink = new ArrayList<>();
    private final List<Double> forks = new ArrayList<>();

    private Compared(String what) {
      this.what = what;
    }

    private void print() {
      var one = new Figures(netlink.subList(1, netlink.size()));
      var other = new Figures(forks.subList(1, forks.size()));
      System.out.println(one.line(what + " by netlink", "links/s"));
      System.out.println(other.line(what + " by ip", "links/s"));
      System.out.printf(
          Locale.ROOT, "%s, netlink to ip: %.1f%n", what, one.median() / other.median());
    }
  }

  private void removal() {
    var node = namespace("node");
    var guests = List.of(namespace("g0"), namespace("g1"));
    var subnets = SubnetOnNode.withKernel();
    var plan = plan(node, guests);
    var made = new ArrayList<Double>();
    var removed = new ArrayList<Double>();
    var cleared = new ArrayList<Double>();
    for (var run = 0; run <= runs; run++) {
      var took = new long[3];
      for (var removal = 0; removal < REMOVALS_PER_RUN; removal++) {
        var begin = System.nanoTime();
        subnets.converge(plan);
        took[0] += System.nanoTime() - begin;
        begin = System.nanoTime();
        subnets.remove(plan.place().namespace());
        took[1] += System.nanoTime() - begin;
        awaitCleared(guests, begin);
        took[2] += System.nanoTime() - begin;
      }
      if (run > 0) {
        made.add(took[0] / NANOS_PER_MICRO / REMOVALS_PER_RUN);
        removed.add(took[1] / NANOS_PER_MICRO / REMOVALS_PER_RUN);
        cleared.add(took[2] / NANOS_PER_MILLI / REMOVALS_PER_RUN);
      }
    }
    System.out.println(new Figures(made).line("net subnet with 2 ports made", "µs"));
    System.out.println(new Figures(removed).line("net subnet with 2 ports removed", "µs"));
    System.out.println(
        new Figures(cleared).line("net subnet removed, until the kernel has cleared up", "ms"));
  }

  private static void awaitCleared(List<NetNamespace.Named> guests, long begin) {
    while (guests.stream().anyMatch(guest -> LinkTable.alias(guest, "eth0").isPresent())) {
      if (System.nanoTime() - begin > CLEARED_MAX_NANOS) {
        throw new IllegalStateException("the kernel has not cleared up after 10 s");
      }
      Thread.yield();
    }
  }

  private SubnetPlan plan(NetNamespace.Named node, List<NetNamespace.Named> guests) {
    var router = Ipv4Address.parse("172.16.0.1");
    var ports = new ArrayList<SubnetPort>();
    for (var guest : guests) {
      var number = 10 + ports.size();
      ports.add(
          new SubnetPort(
              "bench-" + number,
              MacAddress.parse("02:00:ac:10:00:" + number),
              router.plus(number),
              null,
              PortPolicy.OPEN,
              new SubnetPort.Attachment.Veth(guest, "eth0", 24, router)));
    }
    return new SubnetPlan(
        "bench",
        new SubnetPlace(NamespaceNames.ofSubnet(prefix, VNI), node),
        new SubnetTunnel(VNI, MTU, SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0.1"))),
        new SubnetMember(
            MacAddress.GATEWAY, router, SubnetTunnel.ofConcentrator(Ipv4Address.parse("10.0.0.2"))),
        null,
        List.of(),
        new TreeSet<>(),
        ports);
  }
}
