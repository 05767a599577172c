package io.ciao.program.agent;

import java.io.IOException;

/// Something that an agent answers.
@FunctionalInterface
public interface AgentRoute {
  /// Answers the call, or returns false without touching it: then another route may. An IOException
  /// says that the caller is gone.
  boolean handle(AgentCall call) throws IOException, InterruptedException;
}
