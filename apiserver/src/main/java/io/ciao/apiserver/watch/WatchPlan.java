package io.ciao.apiserver.watch;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// How one watch is delivered.
///
/// @param bookmarkEvery longest time between two signs of how far the watch is
/// @param bookmarks whether the client takes bookmarks
/// @param lasts when the stream ends by itself
/// @param permitted asked before each delivery; false ends the stream, because what permitted the
///   watch is over
public record WatchPlan(
    Duration bookmarkEvery, boolean bookmarks, Duration lasts, BooleanSupplier permitted) {}
