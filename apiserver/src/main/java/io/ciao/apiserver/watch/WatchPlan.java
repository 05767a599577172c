package io.ciao.apiserver.watch;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// How one watch is delivered.
///
/// @param bookmarkEvery longest time between two signs of how far the watch is, if it moves
/// @param silenceMax longest time without any line, also where nothing changes
/// @param bookmarks whether the client takes bookmarks; without them nothing is said where nothing
///   changes
/// @param lasts when the stream ends by itself
/// @param permitted asked before each delivery; false ends the stream, because what permitted the
///   watch is over
public record WatchPlan(
    Duration bookmarkEvery,
    Duration silenceMax,
    boolean bookmarks,
    Duration lasts,
    BooleanSupplier permitted) {}
