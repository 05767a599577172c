package io.ciao.launcher.http;

import io.ciao.program.agent.AgentCall;
import io.ciao.program.agent.AgentRoute;
import io.ciao.program.agent.ServedLog;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// `GET /v1/instances/UID/log?follow=true&tailLines=N` as chunked text.
public final class InstanceRoutes implements AgentRoute {
  /// For whom asks for something else.
  public static final String OFFER = "there is only GET /v1/instances/UID/log here";

  private static final Pattern PATH = Pattern.compile("/v1/instances/([-A-Za-z0-9]{1,64})/log");

  private final Function<String, Optional<ServedLog>> logs;

  /// @param logs the log of an instance by its uid; empty if this node holds nothing of it
  public InstanceRoutes(Function<String, Optional<ServedLog>> logs) {
    this.logs = logs;
  }

  @Override
  public boolean handle(AgentCall call) throws IOException, InterruptedException {
    var path = PATH.matcher(call.path());
    if (!path.matches() || !call.method().equals("GET")) {
      return false;
    }
    var uid = path.group(1);
    call.log(logs.apply(uid), "this node holds nothing of instance " + uid);
    return true;
  }
}
