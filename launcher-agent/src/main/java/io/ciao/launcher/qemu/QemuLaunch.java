package io.ciao.launcher.qemu;

import io.ciao.launcher.driver.StartPlan;
import java.util.Optional;

/// Everything that one QEMU command line says.
///
/// @param runAs user that QEMU becomes once it has opened everything; empty to stay what we are
/// @param firmware the UEFI code image; empty boots by BIOS
record QemuLaunch(
    StartPlan plan,
    QemuFiles files,
    Accelerator accelerator,
    Optional<String> runAs,
    Optional<String> firmware) {}
