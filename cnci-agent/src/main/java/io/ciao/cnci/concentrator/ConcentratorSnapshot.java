package io.ciao.cnci.concentrator;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.cnci.replica.Stance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one decision may look at.
///
/// @param known what the API says
/// @param remembered what was last served under this key, null if nothing was
/// @param siblings its transit peers, as far as they are known
/// @param stance what this node is to it, if it carries it
record ConcentratorSnapshot(
    ObjectKey key,
    Known known,
    @Nullable Concentrator remembered,
    ConcentratorHost host,
    List<Concentrator> siblings,
    Stance stance) {
  /// What is known of the object.
  sealed interface Known {
    /// The API has not been reached since the start, or does not answer: nothing may be concluded.
    record Unknown(String why) implements Known {}

    /// The API says that there is no such object on this node.
    record NotHere() implements Known {}

    record Present(Concentrator concentrator) implements Known {}
  }
}
