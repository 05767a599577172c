package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.Failures;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes `spec.running` of instances.
final class RunningSwitch {
  private final Session session;
  private final List<String> set = new ArrayList<>();

  /// What is written, and how it is said before and when it is so.
  enum Wish {
    RUNNING("will run", "is ready"),
    STOPPED("will stop; it keeps its disk, node and address", "has stopped");

    private final String said;
    private final String done;

    Wish(String said, String done) {
      this.said = said;
      this.done = done;
    }

    private boolean holds(Optional<ObjectNode> object) {
      return this == RUNNING ? Progress.ready(object) : Progress.stopped(object);
    }
  }

  RunningSwitch(Session session) {
    this.session = session;
  }

  /// Returns when all that were not refused are as wished.
  ///
  /// @return the exit status: 1 if one was refused
  int setAndAwait(List<String> words, Wish wish, String limit) throws InterruptedException {
    var waiter = new ObjectWait(session, limit);
    var status = set(words, wish);
    var kind = session.kinds().byAnyName(Instance.RESOURCE).orElseThrow();
    for (var name : set) {
      waiter.until(
          new Target(kind, name),
          new ObjectKey(session.namespace(), name),
          ObjectWait.Wish.of(
              wish::holds, wish == Wish.RUNNING ? "is not ready" : "has not stopped"));
      session.out().println("instance/" + name + " " + wish.done);
    }
    return status;
  }

  /// The exit status: 1 if one was refused.
  int set(List<String> words, Wish wish) {
    var refused = 0;
    for (var plain : InstanceNames.of(words, "ciaoctl scale instanceset/NAME --replicas N")) {
      var patch = Json.object();
      patch.putObject("spec").put("running", wish == Wish.RUNNING);
      try {
        var key = new ObjectKey(session.namespace(), plain);
        session.client().mergePatch(ResourceType.INSTANCES, key, patch);
        session.out().println("instance/" + plain + " " + wish.said);
        set.add(plain);
      } catch (ApiException e) {
        refused++;
        session.err().println("ciaoctl: " + Failures.refused(e));
      }
    }
    return refused == 0 ? 0 : 1;
  }
}
