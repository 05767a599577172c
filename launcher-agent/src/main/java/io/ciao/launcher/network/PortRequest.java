package io.ciao.launcher.network;

import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;

/// The interface of one instance, and what it is to be plugged into.
public record PortRequest(String uid, Nic nic, PortTarget target) {}
