package io.ciao.tidy.planted.lower;

import io.ciao.tidy.planted.upper.Upper;

/// Uses what it must not.
public record Lower(Upper upper) {}
