package io.ciao.cnci.http;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.linux.concentrator.ConcentratorLog;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.program.agent.AgentCall;
import io.ciao.program.agent.AgentRoute;
import io.ciao.program.agent.LogFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Below `/v1/concentrators/UID`: `GET log?follow=true&tailLines=N` as text, `GET state` as a
/// [io.ciao.api.network.ConcentratorState], `POST exec` with `{"command": ["ip", "addr"]}`, whose
/// answer is made of [io.ciao.api.exec.ExecFrame]s.
public final class ConcentratorRoutes implements AgentRoute {
  /// For whom asks for something else.
  public static final String OFFER =
      "there are only GET /v1/concentrators/UID/log, GET …/state and POST …/exec here";

  private static final Pattern PATH =
      Pattern.compile("/v1/concentrators/([-A-Za-z0-9]{1,64})/(log|state|exec)");
  private static final int BODY_MAX = 64 << 10;

  private final ConcentratorHost host;
  private final ConcentratorOnNode node;
  private final Function<String, Optional<Concentrator>> concentrators;

  /// @param concentrators what this node serves, by uid
  public ConcentratorRoutes(
      ConcentratorHost host,
      ConcentratorOnNode node,
      Function<String, Optional<Concentrator>> concentrators) {
    this.host = host;
    this.node = node;
    this.concentrators = concentrators;
  }

  @Override
  public boolean handle(AgentCall call) throws IOException, InterruptedException {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      return false;
    }
    var what = path.group(2);
    if (!call.method().equals(what.equals("exec") ? "POST" : "GET")) {
      return false;
    }
    var concentrator = concentrators.apply(path.group(1));
    if (concentrator.isEmpty()) {
      call.say(404, "this node serves no concentrator " + path.group(1));
      return true;
    }
    switch (what) {
      case "log" -> log(call, concentrator.get());
      case "state" -> state(call, concentrator.get());
      default -> exec(call, concentrator.get());
    }
    return true;
  }

  private void log(AgentCall call, Concentrator concentrator)
      throws IOException, InterruptedException {
    var log = new ConcentratorLog(host.directory(concentrator.spec().vni()));
    call.log(Optional.of(new LogFile(log.file())), "no log");
  }

  private void state(AgentCall call, Concentrator concentrator) throws IOException {
    var place = host.place(concentrator.spec().vni());
    var facts = node.look(place, host.directory(concentrator.spec().vni()));
    if (facts.isEmpty()) {
      call.say(409, place.namespace() + " is not there (yet)");
      return;
    }
    var state = StateView.of(concentrator, host.nodeName(), place.namespace().name(), facts.get());
    call.send("application/json", Json.write(Json.toTree(state)));
  }

  private void exec(AgentCall call, Concentrator concentrator)
      throws IOException, InterruptedException {
    var argv = new ArrayList<String>();
    try {
      Json.parse(call.body(BODY_MAX)).path("command").forEach(word -> argv.add(word.asText()));
    } catch (UnreadableObjectException e) {
      call.say(400, String.valueOf(e.getMessage()));
      return;
    }
    if (argv.isEmpty()) {
      call.say(400, "command: at least the program's name is needed");
      return;
    }
    new NamespaceCommand(host.place(concentrator.spec().vni()).namespace(), List.copyOf(argv))
        .run(call);
  }
}
