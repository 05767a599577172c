package io.ciao.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import java.util.Optional;

/// Where an informer reads a collection from: a list, and a watch from a list's version on.
public interface Source {

  /// The collection as it is now.
  ObjectList list();

  /// What comes after that version.
  Events watch(String resourceVersion);

  /// A running watch; empty from [#next()] means that the other side has ended it.
  interface Events extends AutoCloseable {
    Optional<WatchEvent> next();

    @Override
    void close();
  }

  /// The uid of an object.
  static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText();
  }
}
