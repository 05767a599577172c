package io.ciao.tidy.planted.root.below;

import io.ciao.tidy.planted.root.Top;

/// The other half of the cycle.
public record Below(Top top) {}
