package io.ciao.ssntp.transport;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Time and chance, given from outside.
///
/// @param wall for timestamps in traces
/// @param nanos monotonic, for deadlines
/// @param random for jitter; safe for many threads
public record Surroundings(InstantSource wall, LongSupplier nanos, RandomGenerator random) {}
