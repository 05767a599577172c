package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Whether this scheduler leads, and the term that its writes carry.
public interface Leadership {
  /// The term under which the running pass was begun. What it writes carries that term or is not
  /// sent: a decision of one term is never written under the next.
  ScopedValue<String> PASS_TERM = ScopedValue.newInstance();

  /// The value of the `Ciao-Leader` header; empty while another leads, or while it is not sure.
  Optional<String> term();

  /// The caches must have reached this version before this term decides anything.
  long decideFromVersion();

  /// A write of that term was refused because the term is over: steps down at once. Nothing happens
  /// if this scheduler meanwhile leads under another term.
  void lost(String term);

  /// The request headers of a leader's write.
  ///
  /// @throws NotLeaderException if it does not lead (any more), or under another term than the one
  ///   in which the running pass was begun
  default List<String> headers() {
    var present = term().orElseThrow(NotLeaderException::new);
    if (PASS_TERM.isBound() && !PASS_TERM.get().equals(present)) {
      throw new NotLeaderException();
    }
    return List.of("Ciao-Leader", present);
  }

  /// Whether a failure says that this scheduler does not lead any more: whatever else the pass
  /// tries would fail likewise.
  static boolean endsPass(RuntimeException failure) {
    return failure instanceof NotLeaderException
        || (failure instanceof ApiException refused && refused.isTermLost());
  }

  /// The same work for another thread, as part of the pass that runs here.
  static <T> Callable<T> inSamePass(Callable<T> work) {
    if (!PASS_TERM.isBound()) {
      return work;
    }
    var term = PASS_TERM.get();
    return () -> ScopedValue.where(PASS_TERM, term).call(work::call);
  }

  /// The pass was begun as leader and the leadership has ended since; nothing more is written.
  final class NotLeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotLeaderException() {
      super("this scheduler does not lead any more");
    }
  }
}
