package io.ciao.apiserver.registry;

import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.watch.ObjectFilter;
import io.ciao.apiserver.write.Fan;
import io.ciao.store.Listing;
import io.ciao.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Deletes what a selection holds at one moment, each as a delete of its own would; what goes by
/// itself meanwhile, or comes later, is nobody's concern. Safe for many threads.
final class CollectionDeletion {
  private static final int AT_ONCE = 16;

  private final RegistryParts parts;
  private final Deletion deletion;

  CollectionDeletion(RegistryParts parts, Deletion deletion) {
    this.parts = parts;
    this.deletion = deletion;
  }

  /// Which objects.
  ///
  /// @param limit at most so many, in the order of a list; 0 for all
  record Wanted(KindDefinition kind, ObjectFilter filter, long limit) {}

  /// Deletes them and answers with the list as it was.
  ///
  /// @throws RequestRefused with the first refusal; what was deleted before stays deleted
  Written delete(Wanted wanted, DeleteOptions options, WriteContext context)
      throws InterruptedException {
    parts.writes().catchUp();
    Listing listing = parts.store().list(wanted.filter().selection());
    List<StoredObject> doomed =
        listing.objects().stream()
            .filter(wanted.filter()::matches)
            .limit(wanted.limit() == 0 ? Long.MAX_VALUE : wanted.limit())
            .toList();
    Fan.each(doomed, AT_ONCE, object -> deleteOne(wanted.kind(), object, options, context));
    return new Written(200, list(wanted.kind(), doomed, listing.version()), List.of());
  }

  private void deleteOne(
      KindDefinition kind, StoredObject object, DeleteOptions options, WriteContext context) {
    Target target = new Target(kind, object.key().namespace(), object.key().name());
    try {
      deletion.delete(target, options.of(object.uid()), context);
    } catch (RequestRefused refused) {
      if (refused.error().code() != 404 && !isAnother(target, object)) {
        throw refused;
      }
    }
  }

  /// Whether another object stands there by now.
  private boolean isAnother(Target target, StoredObject object) {
    return parts.store().get(target.key()).filter(now -> now.uid().equals(object.uid())).isEmpty();
  }

  private static byte[] list(KindDefinition kind, List<StoredObject> objects, long version) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":["
            .formatted(kind.names().listKind(), kind.apiVersion(), version)
            .getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < objects.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(objects.get(i).json());
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
