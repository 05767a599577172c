package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What the nodes are worth to instances of one shape, kept for the length of a pass: the second
/// instance of a shape costs what changed since the first, and not a look at every node. Confined
/// to one thread.
final class Ranking {
  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingLong((Ranked r) -> -r.score().preference())
          .thenComparingDouble(r -> r.score().burden())
          .thenComparingInt(Ranked::index);

  private final Nodes nodes;
  private final Request request;
  private final Rank rank;
  private final PriorityQueue<Ranked> queue = new PriorityQueue<>(BEST_FIRST);

  /// Null where the node cannot take it; empty until the shape comes for the second time.
  private @Nullable Score[] scores = new Score[0];

  private boolean used;
  private int seen;

  /// A node as it was when it had that score.
  private record Ranked(int index, Score score) {}

  Ranking(Nodes nodes, Request request, Rank rank) {
    this.nodes = nodes;
    this.request = request;
    this.rank = rank;
  }

  /// The index of the best node that the company accepts too; -1 if there is none.
  int best(Company company) {
    if (used) {
      bringUpToDate();
    }
    var first = !used;
    used = true;
    return first || company.prefers() ? lookAtAll(company) : first(company);
  }

  private int lookAtAll(Company company) {
    var best = -1;
    var bestScore = Score.WORST;
    for (int i = 0; i < nodes.size(); i++) {
      var score = scores.length == 0 ? score(i) : scores[i];
      if (score != null && company.accepts(i)) {
        score = score.plus(company.preference(i));
        if (score.isBetterThan(bestScore)) {
          best = i;
          bestScore = score;
        }
      }
    }
    return best;
  }

  @SuppressWarnings("ReferenceEquality") // the very score that the node has now
  private int first(Company company) {
    var aside = new ArrayList<Ranked>();
    var best = -1;
    for (var first = queue.peek(); first != null && best < 0; first = queue.peek()) {
      if (first.score() != scores[first.index()]) {
        queue.poll();
      } else if (company.accepts(first.index())) {
        best = first.index();
      } else {
        aside.add(first);
        queue.poll();
      }
    }
    queue.addAll(aside);
    return best;
  }

  private void bringUpToDate() {
    var log = nodes.log();
    if (scores.length == 0) {
      scores = new Score[nodes.size()];
      for (int i = 0; i < nodes.size(); i++) {
        look(i);
      }
    } else {
      log.subList(seen, log.size()).forEach(this::look);
    }
    seen = log.size();
  }

  private void look(int index) {
    var score = score(index);
    scores[index] = score;
    if (score != null) {
      queue.add(new Ranked(index, score));
    }
  }

  private @Nullable Score score(int index) {
    var candidate = nodes.at(index);
    return Placer.accepted(request, candidate) ? rank.of(candidate) : null;
  }
}
