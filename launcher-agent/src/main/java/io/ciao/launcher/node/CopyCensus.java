package io.ciao.launcher.node;

import java.util.SortedMap;

/// The copies of instances that are on this node although the API's list does not bind them here at
/// that epoch.
@FunctionalInterface
public interface CopyCensus {

  /// uid to epoch of every copy that `bound` does not name; marks their passes as due. A failure
  /// means unknown.
  ///
  /// @param bound the instances bound to this node, uid to epoch
  SortedMap<String, Long> unwanted(SortedMap<String, Long> bound) throws CensusException;

  /// The copies cannot be counted now.
  final class CensusException extends Exception {
    private static final long serialVersionUID = 1L;

    public CensusException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
