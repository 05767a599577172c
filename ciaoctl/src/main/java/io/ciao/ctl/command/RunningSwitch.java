package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.Session;
import java.util.List;

/// Writes `spec.running` of instances.
final class RunningSwitch {
  private final Session session;

  /// What is written, and how it is said.
  enum Wish {
    RUNNING("will run"),
    STOPPED("will stop");

    private final String said;

    Wish(String said) {
      this.said = said;
    }
  }

  RunningSwitch(Session session) {
    this.session = session;
  }

  /// The exit status: 1 if one was refused.
  int set(List<String> names, Wish wish) {
    var refused = 0;
    for (var name : names) {
      var plain = name.substring(name.indexOf('/') + 1);
      var patch = Json.object();
      patch.putObject("spec").put("running", wish == Wish.RUNNING);
      try {
        var key = new ObjectKey(session.namespace(), plain);
        session.client().mergePatch(ResourceType.INSTANCES, key, patch);
        session.out().println("instance/" + plain + " " + wish.said);
      } catch (ApiException e) {
        refused++;
        session.err().println("ciaoctl: " + e.getMessage());
      }
    }
    return refused == 0 ? 0 : 1;
  }
}
