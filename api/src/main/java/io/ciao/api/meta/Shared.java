package io.ciao.api.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the name of a Workload or an Image means in a tenant: its own object of that name or, only
/// if it has none, the public one of tenant `default`.
public sealed interface Shared<T> {
  /// Where the objects live that all tenants may use.
  String TENANT = "default";

  /// It is there and may be used.
  record Usable<T>(T object) implements Shared<T> {}

  /// Tenant `default` has one of that name for itself.
  record Private<T>(T object) implements Shared<T> {}

  record Absent<T>() implements Shared<T> {}

  /// Looks a name up.
  ///
  /// @param find the object of that key; empty only where it is known that there is none, so what
  ///   cannot tell has to throw
  static <T> Shared<T> resolve(
      @Nullable String tenant,
      String name,
      Function<ObjectKey, Optional<T>> find,
      Predicate<? super T> isPublic) {
    var own = find.apply(new ObjectKey(tenant, name));
    if (own.isPresent()) {
      return new Usable<>(own.get());
    }
    var common =
        TENANT.equals(tenant) ? Optional.<T>empty() : find.apply(new ObjectKey(TENANT, name));
    if (common.isEmpty()) {
      return new Absent<>();
    }
    return isPublic.test(common.get()) ? new Usable<>(common.get()) : new Private<>(common.get());
  }

  /// Whether every tenant may use a Workload or an Image.
  static boolean isPublic(JsonNode object) {
    return object.path("spec").path("visibility").asText().equals("public");
  }

  /// The object, if it may be used.
  default Optional<T> usable() {
    return this instanceof Usable<T>(T object) ? Optional.of(object) : Optional.empty();
  }
}
