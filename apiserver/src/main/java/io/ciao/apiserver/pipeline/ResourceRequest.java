package io.ciao.apiserver.pipeline;

import io.ciao.api.schema.FieldSelector;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.auth.Access;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.patch.Patch;
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
    WriteOptions options = WriteOptions.of(request.query());
    if (verb == Verb.PATCH) {
      options.requireForPatch(isApply());
    }
    String manager = Writers.name(request.identity(), request.header("user-agent"));
    return new WriteContext(request.identity(), options.orManagedBy(manager), guards());
  }

  /// Whether it is a server-side apply.
  boolean isApply() {
    return verb == Verb.PATCH && Patch.isApply(request.header("content-type"));
  }

  /// The same as a creation, which an apply needs permission for where it creates.
  ResourceRequest creating() {
    return new ResourceRequest(request, path, kind, Verb.CREATE, read);
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
