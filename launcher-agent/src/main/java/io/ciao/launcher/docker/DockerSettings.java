package io.ciao.launcher.docker;

import java.nio.file.Path;

/// What the docker driver is told by the configuration.
///
/// @param engine URL of the engine, such as `unix:///var/run/docker.sock`
/// @param state directory for what is mounted into containers
/// @param cluster name of the cluster, for labels
/// @param node name of the node, for labels
public record DockerSettings(String engine, Path state, String cluster, String node) {}
