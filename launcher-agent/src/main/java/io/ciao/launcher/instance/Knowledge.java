package io.ciao.launcher.instance;

import org.jspecify.annotations.Nullable;

/// What the node knows of the desired state of one instance, and how far that knowledge reaches.
///
/// @param desired null if no object was ever kept
/// @param answer the present answer of `instances:check` for the epoch held here
/// @param letGo whether our finalizer was taken off lately, which the kept object need not show yet
record Knowledge(@Nullable Desired desired, Standing standing, CheckAnswer answer, boolean letGo) {

  /// How the kept object stands to the API's list of what is bound to this node.
  enum Standing {
    /// The list has not been read since the agent started: nothing follows from what it lacks.
    UNSYNCED,
    /// The list shows the instance.
    LISTED,
    /// The list lacks it, but the kept object is newer than the list.
    AHEAD,
    /// The list lacks it and is as new as the kept object or newer.
    UNLISTED
  }

  /// What the apiserver says about the epoch held here.
  enum CheckAnswer {
    /// Not asked, or so long ago that it must be asked again.
    NONE,
    CURRENT,
    SUPERSEDED,
    GONE,
    /// The apiserver cannot say, or could not be asked: keep.
    UNREADABLE
  }
}
