package io.ciao.scheduler.place;

import java.util.List;

/// The node on which room is made for an instance.
///
/// @param victims which have to give way still; empty if the node was told to let go of enough
public record MakingRoom(NodeView node, List<Resident> victims) {
  public MakingRoom {
    victims = List.copyOf(victims);
  }
}
