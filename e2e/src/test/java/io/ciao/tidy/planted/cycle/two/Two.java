package io.ciao.tidy.planted.cycle.two;

import io.ciao.tidy.planted.cycle.one.One;
import org.jspecify.annotations.Nullable;

/// The other half of a cycle.
public record Two(@Nullable One one) {}
