package io.ciao.api.network;

/// An external address that leads to a member.
///
/// @param address outside
/// @param ip the member's
/// @param uid of the ExternalIP
/// @param epoch of its grant
/// @param announce `ARP` or `Route`
public record MappedAddress(String address, String ip, String uid, long epoch, String announce) {}
