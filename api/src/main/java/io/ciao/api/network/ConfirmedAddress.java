package io.ciao.api.network;

/// An external address that is in force.
///
/// @param address outside
/// @param uid of the ExternalIP
/// @param epoch of the grant that is in force
public record ConfirmedAddress(String address, String uid, long epoch) {}
