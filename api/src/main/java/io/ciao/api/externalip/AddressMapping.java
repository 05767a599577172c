package io.ciao.api.externalip;

/// A grant of an address to an instance. It stays while the instance moves from node to node.
///
/// @param bindingEpoch of the instance's binding
/// @param epoch of the grant: the version of the ExternalIP that the grant replaced
/// @param concentrator that answers for the address
public record AddressMapping(
    String instanceName, String instanceUID, long bindingEpoch, long epoch, String concentrator) {}
