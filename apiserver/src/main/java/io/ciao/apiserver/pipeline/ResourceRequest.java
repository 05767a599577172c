package io.ciao.apiserver.pipeline;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.auth.Access;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.Guard;
import io.ciao.store.Term;
import java.util.List;

/// One request about a kind, with everything that its path and query say read.
///
/// @param read how to list or watch; meaningless for other verbs
record ResourceRequest(
    ApiRequest request,
    RequestPath.Resource path,
    KindDefinition kind,
    Verb verb,
    ReadOptions read) {

  Access access() {
    FieldSelector fields =
        verb == Verb.LIST || verb == Verb.WATCH ? read.fields() : FieldSelector.ALL;
    return new Access(verb, path, fields);
  }

  /// The object that is named.
  Target target() {
    String name = path.name();
    if (name == null || name.isEmpty()) {
      throw Refusals.noSuchResource();
    }
    return new Target(kind, path.namespace(), name);
  }

  WriteContext writing() {
    return new WriteContext(request.identity(), WriteOptions.of(request.query()), guards());
  }

  /// What the request itself puts under condition: the term that a leader writes under.
  List<Guard> guards() {
    String header = request.header("ciao-leader");
    if (header.isEmpty()) {
      return List.of();
    }
    Term term =
        Term.parse(header)
            .orElseThrow(
                () ->
                    Refusals.badRequest(
                        "Ciao-Leader: \"" + header + "\" is not ELECTION/REVISION"));
    return List.of(new Guard.LeaderTerm(term));
  }
}
