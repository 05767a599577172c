package io.ciao.launcher.node;

import java.util.SortedMap;

/// The copies of instances that are on this node although the API's list does not bind them here at
/// that epoch.
@FunctionalInterface
public interface CopyCensus {

  /// The API's list of what is bound to this node.
  ///
  /// @param version up to which it is complete
  /// @param epochs by uid
  record BoundHere(long version, SortedMap<String, Long> epochs) {}

  /// uid to epoch of every copy that `bound` does not name; marks their passes as due. What else
  /// the agent was told before, and the list does not say, is forgotten. A failure means unknown.
  SortedMap<String, Long> unwanted(BoundHere bound) throws CensusException;

  /// The copies cannot be counted now.
  final class CensusException extends Exception {
    private static final long serialVersionUID = 1L;

    public CensusException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
