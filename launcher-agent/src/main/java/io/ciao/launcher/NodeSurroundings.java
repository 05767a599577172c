package io.ciao.launcher;

import io.ciao.api.node.NodeImage;
import io.ciao.launcher.driver.Driver;
import io.ciao.launcher.driver.DriverEvents;
import io.ciao.launcher.driver.StartGate;
import io.ciao.launcher.instance.Instances;
import io.ciao.launcher.ledger.LedgerStorage;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.network.SubnetListener;
import io.ciao.launcher.node.NodeFacts;
import io.ciao.linux.host.HostProbe.ProcessorTime;
import io.ciao.program.Parts;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.transport.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What differs between a real node and a simulated one.
interface NodeSurroundings {

  /// Makes the node's state this agent's alone until it is closed; fails if another has it.
  AutoCloseable hold() throws IOException;

  /// Where promises are kept.
  LedgerStorage ledger() throws IOException;

  /// Where the incarnation and the report counter are kept.
  LedgerStorage agentState() throws IOException;

  /// Where kept objects survive the process; empty if nowhere.
  Optional<LedgerStorage> keptObjects() throws IOException;

  /// Where starts and stops are written down.
  Path journal();

  /// The drivers of this node.
  ///
  /// @param gate asked before every start
  List<Driver> drivers(DriverEvents events, StartGate gate)
      throws IOException, InterruptedException;

  /// The node's instances, not started.
  Instances instances(Instances.Parts parts, Instances.Pace pace, Instances.Marker shown)
      throws IOException;

  /// The node's ports; called once, with what was found running. Who is closed with the node is
  /// kept in `closing`.
  ///
  /// @param subnets told which subnets are here
  Ports ports(
      Instances.Adoption adoption,
      Instances.Parts parts,
      Instances.Pace pace,
      SubnetListener subnets,
      Parts closing);

  /// What the node says of itself now.
  NodeFacts facts(int agentPort);

  /// The images that are ready for instances here, in any order; empty while that is not known, or
  /// where there are none to speak of.
  Optional<List<NodeImage>> images() throws InterruptedException;

  NodeFigures figures();

  /// Processor time of the machine; empty where the node is none.
  Optional<ProcessorTime> processorTime();

  /// How many instances are worked on at a time.
  int concurrency();

  /// Where logs are served; empty if nowhere.
  Optional<HostPort> logs();
}
