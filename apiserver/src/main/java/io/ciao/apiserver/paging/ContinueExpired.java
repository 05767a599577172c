package io.ciao.apiserver.paging;

import io.ciao.apiserver.request.ContinueToken;

/// The moment that a list's pages show is not kept any more. The client begins again, or goes on
/// behind the same object with the present state.
public final class ContinueExpired extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ContinueToken inconsistent;

  ContinueExpired(ContinueToken inconsistent) {
    super(
        "The provided continue parameter is too old to display a consistent list result. Start a"
            + " new list without the continue parameter, or use the continue token in this response"
            + " to retrieve the remainder of the results: objects that were created, changed or"
            + " deleted since the first page may then be shown as they are now.",
        null,
        false,
        false);
    this.inconsistent = inconsistent;
  }

  /// A token that goes on with the present state.
  public ContinueToken inconsistent() {
    return inconsistent;
  }
}
