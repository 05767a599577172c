package io.ciao.linux.link;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandFailedException;
import io.ciao.linux.command.CommandOutput;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// Performs actions with `ip -batch`, `bridge -batch` and `nft -f -`: neighbouring lines for one
/// program and namespace share a process. Safe for many threads.
public final class CommandApplier implements NetActionApplier {
  private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");
  private static final String WRITE_SYSCTLS =
      "while [ $# -gt 1 ]; do printf %s \"$2\" >\"/proc/sys/$1\" || exit 1; shift 2; done";

  private static final List<String> REMOVALS =
      List.of("link del ", "addr del ", "neigh del ", "fdb del ");
  private static final List<String> GONE =
      List.of("Cannot find device", "No such file or directory", "Cannot assign requested address");

  /// A deleted namespace is cleared up in the background, in 0.1 to 0.4 s; until then its tunnel
  /// still holds the VNI and its pairs their names.
  private static final Duration CLEARING_MAX = Duration.ofSeconds(3);

  private static final Duration CLEARING_POLL = Duration.ofMillis(50);

  private final CommandRunner commands;
  private final NetworkNamespaces namespaces;
  private final NftRuleset nft;
  private final TapReattacher taps;

  public CommandApplier(
      CommandRunner commands, NetworkNamespaces namespaces, NftRuleset nft, TapReattacher taps) {
    this.commands = commands;
    this.namespaces = namespaces;
    this.nft = nft;
    this.taps = taps;
  }

  @Override
  public void apply(List<NetAction> actions) {
    var pending = new ArrayList<BatchLine>();
    for (var action : actions) {
      switch (action) {
        case NetAction.CreateNamespace create -> {
          flush(pending);
          namespaces.create(create.namespace());
        }
        case NetAction.WriteSysctls write -> {
          flush(pending);
          writeSysctls(write.namespace(), write.values());
        }
        case NetAction.ApplyNft change -> {
          flush(pending);
          nft.apply(change.namespace(), change.script());
        }
        case NetAction.ReattachTap reattach -> {
          flush(pending);
          taps.reattach(reattach.bornIn(), reattach.link(), reattach.holder());
          add(
              pending,
              new NetAction.MoveTap(reattach.namespace(), reattach.bornIn(), reattach.link()));
        }
        case NetAction.DeleteLink _,
            NetAction.AddLink _,
            NetAction.MoveTap _,
            NetAction.SetMac _,
            NetAction.SetMtu _,
            NetAction.SetAlias _,
            NetAction.DisableOwnIpv6 _,
            NetAction.Enslave _,
            NetAction.SetPortFlags _,
            NetAction.BringUp _,
            NetAction.AddAddress _,
            NetAction.RemoveAddress _,
            NetAction.SetDefaultRoute _,
            NetAction.AddFdb _,
            NetAction.RemoveFdb _,
            NetAction.AddNeighbour _,
            NetAction.RemoveNeighbour _ ->
            add(pending, action);
      }
    }
    flush(pending);
  }

  private void add(List<BatchLine> pending, NetAction action) {
    var line = BatchLine.of(action);
    if (!pending.isEmpty() && !sameBatch(pending.getFirst(), line)) {
      flush(pending);
    }
    pending.add(line);
  }

  private static boolean sameBatch(BatchLine one, BatchLine other) {
    return one.program() == other.program() && one.namespace().equals(other.namespace());
  }

  private void flush(List<BatchLine> pending) {
    if (pending.isEmpty()) {
      return;
    }
    var rest = List.copyOf(pending);
    pending.clear();
    var waits = CLEARING_MAX.dividedBy(CLEARING_POLL);
    while (!rest.isEmpty()) {
      var command = batch(rest);
      var output = commands.run(command);
      if (output.succeeded()) {
        return;
      }
      var failed = failedLine(output, rest.size());
      var line = rest.get(failed).text();
      if (isGone(line, output)) {
        rest = rest.subList(failed + 1, rest.size());
      } else if (isStillThere(line, output) && waits-- > 0) {
        rest = rest.subList(failed, rest.size());
        LockSupport.parkNanos(CLEARING_POLL.toNanos());
      } else {
        throw CommandFailedException.refused(command, output, line);
      }
    }
  }

  private static Command batch(List<BatchLine> lines) {
    var program = lines.getFirst().program().command();
    var namespace = lines.getFirst().namespace();
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()).append('\n'));
    return Command.reading(
        "change links with '" + program + "' in " + namespace,
        namespace.entering(List.of(program, "-batch", "-")),
        text.toString());
  }

  private static int failedLine(CommandOutput output, int lines) {
    var matcher = FAILED_LINE.matcher(output.stderr());
    return matcher.find() ? Math.min(Integer.parseInt(matcher.group(1)), lines) - 1 : 0;
  }

  /// What was to be removed has gone by itself since it was read. `ip` and `bridge` tell the
  /// kernel's error only in words.
  private static boolean isGone(String line, CommandOutput output) {
    return REMOVALS.stream().anyMatch(line::startsWith)
        && GONE.stream().anyMatch(output.stderr()::contains);
  }

  /// What is in the way belongs to a namespace that the kernel is clearing up.
  private static boolean isStillThere(String line, CommandOutput output) {
    return line.startsWith("link add")
        && (output.stderr().contains("File exists") || output.stderr().contains("already exists"));
  }

  private void writeSysctls(NetNamespace namespace, SortedMap<String, String> values) {
    var argv = new ArrayList<String>(List.of("sh", "-c", WRITE_SYSCTLS, "sh"));
    values.forEach(
        (key, value) -> {
          argv.add(key.replace('.', '/'));
          argv.add(value);
        });
    commands.require(
        Command.of(
            "set " + String.join(", ", values.keySet()) + " in " + namespace,
            namespace.entering(argv)));
  }
}
