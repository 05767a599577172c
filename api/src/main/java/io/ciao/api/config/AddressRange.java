package io.ciao.api.config;

/// Consecutive IPv4 addresses, both ends included.
public record AddressRange(String first, String last) {}
