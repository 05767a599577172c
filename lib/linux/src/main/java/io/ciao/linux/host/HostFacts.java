package io.ciao.linux.host;

/// A machine's size and load at one moment.
///
/// @param memoryTotalBytes physical memory that the kernel manages
/// @param memoryAvailableBytes what could be had without swapping
/// @param cpus processors that are online
/// @param load1 runnable processes, average of the last minute
/// @param kernel release, such as `6.1.0-18-amd64`
public record HostFacts(
    long memoryTotalBytes, long memoryAvailableBytes, int cpus, double load1, String kernel) {}
