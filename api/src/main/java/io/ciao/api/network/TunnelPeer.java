package io.ciao.api.network;

/// How to reach a node through an encrypted tunnel.
///
/// @param vtep its tunnel address
/// @param endpoint address and UDP port where it takes encrypted packets
/// @param publicKey in base64
public record TunnelPeer(String vtep, String endpoint, String publicKey) {}
