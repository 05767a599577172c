package io.ciao.scheduler;

import io.ciao.scheduler.cluster.Leadership;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A leadership that a test gives and takes.
public final class TestLeadership implements Leadership {
  public volatile @Nullable String held = "scheduler/1";
  public volatile long from;
  public final List<String> lost = new CopyOnWriteArrayList<>();

  @Override
  public Optional<String> term() {
    return Optional.ofNullable(held);
  }

  @Override
  public long decideFromVersion() {
    return from;
  }

  @Override
  public void lost(String term) {
    lost.add(term);
    if (term.equals(held)) {
      held = null;
    }
  }
}
