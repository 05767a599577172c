package io.ciao.tidy.planted.cycle.one;

import io.ciao.tidy.planted.cycle.two.Two;
import org.jspecify.annotations.Nullable;

/// One half of a cycle.
public record One(@Nullable Two two) {}
