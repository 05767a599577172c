package io.ciao.api.node;

/// Where a node takes encrypted packets, and with which key.
///
/// @param publicKey in base64
/// @param port of UDP
public record WireGuard(String publicKey, int port) {}
