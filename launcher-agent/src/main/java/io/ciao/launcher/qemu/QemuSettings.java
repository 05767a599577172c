package io.ciao.launcher.qemu;

import java.nio.file.Path;
import java.util.Optional;

/// What the qemu driver is told by the configuration.
///
/// @param state directory for instances and sockets
/// @param runAs user that QEMU becomes; empty where the agent itself is not root
public record QemuSettings(Path state, Accelerator accelerator, Optional<String> runAs) {}
