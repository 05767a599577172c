package io.ciao.apiserver.discovery;

import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Everything that discovery tells: the stored kinds, and what is computed beside them. Immutable.
final class ServedResources {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";

  private final List<ServedResource> resources;

  ServedResources(KindRegistry kinds, KindDefinition crds) {
    List<ServedResource> all = new ArrayList<>();
    kinds.kinds().forEach(kind -> all.add(ServedResource.of(kind)));
    all.add(ServedResource.computed(crds.names(), false, List.of("get", "list", "watch")));
    all.add(ServedResource.newEvents());
    all.add(ServedResource.metrics("NodeMetrics", "nodes", "node", false));
    all.add(ServedResource.metrics("PodMetrics", "pods", "pod", true));
    all.add(ServedResource.review(AUTHENTICATION, "TokenReview", false));
    all.add(ServedResource.review(AUTHENTICATION, "SelfSubjectReview", false));
    all.add(ServedResource.review(AUTHORIZATION, "SubjectAccessReview", false));
    all.add(ServedResource.review(AUTHORIZATION, "LocalSubjectAccessReview", true));
    all.add(ServedResource.review(AUTHORIZATION, "SelfSubjectAccessReview", false));
    all.add(ServedResource.review(AUTHORIZATION, "SelfSubjectRulesReview", false));
    all.sort(Comparator.comparing(resource -> resource.names().plural()));
    this.resources = List.copyOf(all);
  }

  /// The core group first, then the project's own, so that its names win over others' of the same
  /// spelling.
  List<GroupVersion> groupVersions() {
    return resources.stream()
        .map(ServedResource::groupVersion)
        .distinct()
        .sorted(
            Comparator.comparing((GroupVersion group) -> !group.isCore())
                .thenComparing(group -> !group.group().equals("ciao.io"))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /// The resources of one group and version, by plural.
  List<ServedResource> of(GroupVersion groupVersion) {
    return resources.stream()
        .filter(resource -> resource.groupVersion().equals(groupVersion))
        .toList();
  }
}
