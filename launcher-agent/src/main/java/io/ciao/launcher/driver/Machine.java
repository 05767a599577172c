package io.ciao.launcher.driver;

/// What a copy gets.
///
/// @param diskBytes size of the root disk; 0 keeps the image's own
/// @param efi whether a virtual machine boots by UEFI; otherwise by BIOS
/// @param privileged whether a container may do everything
public record Machine(
    long vcpus, long memoryBytes, long diskBytes, boolean efi, boolean privileged) {}
