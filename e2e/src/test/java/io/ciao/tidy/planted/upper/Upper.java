package io.ciao.tidy.planted.upper;

/// Uses nothing.
public record Upper(String name) {}
