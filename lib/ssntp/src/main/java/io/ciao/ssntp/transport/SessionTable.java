package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions of a server by UUID: at most one each, the newest. A UUID that only its claim backs
/// never pushes out one that a certificate vouches for. Safe for many threads.
final class SessionTable {

  /// What became of an entry.
  sealed interface Entry {
    /// It stands; `replaced` was pushed out by it, null: the place was free.
    record Made(@Nullable SsntpSession replaced) implements Entry {}

    /// A certified session holds the UUID.
    record Held(SsntpSession holder) implements Entry {}
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, SsntpSession> sessions = new HashMap<>();

  /// The same sessions by each of their roles, the oldest first.
  private final Map<Role, Set<SsntpSession>> byRole = new EnumMap<>(Role.class);

  Entry enter(SsntpSession session) {
    lock.lock();
    try {
      var holder = sessions.get(session.uuid());
      if (holder != null && holder.certified() && !session.certified()) {
        return new Entry.Held(holder);
      }
      sessions.put(session.uuid(), session);
      if (holder != null) {
        forgetRoles(holder);
      }
      for (var role : session.roles().toList()) {
        byRole.computeIfAbsent(role, _ -> new LinkedHashSet<>()).add(session);
      }
      return new Entry.Made(holder);
    } finally {
      lock.unlock();
    }
  }

  /// Takes a session out, unless another has its place by now.
  void leave(SsntpSession session) {
    lock.lock();
    try {
      sessions.remove(session.uuid(), session);
      forgetRoles(session);
    } finally {
      lock.unlock();
    }
  }

  private void forgetRoles(SsntpSession session) {
    byRole.values().forEach(holders -> holders.remove(session));
  }

  /// The open sessions with that role, the oldest first.
  List<SsntpSession> withRole(Role role) {
    lock.lock();
    try {
      return byRole.getOrDefault(role, Set.of()).stream().filter(SsntpSession::isOpen).toList();
    } finally {
      lock.unlock();
    }
  }

  Optional<SsntpSession> find(UUID uuid) {
    lock.lock();
    try {
      return Optional.ofNullable(sessions.get(uuid)).filter(SsntpSession::isOpen);
    } finally {
      lock.unlock();
    }
  }

  List<SsntpSession> all() {
    lock.lock();
    try {
      var open = new ArrayList<>(sessions.values());
      open.removeIf(session -> !session.isOpen());
      return open;
    } finally {
      lock.unlock();
    }
  }
}
