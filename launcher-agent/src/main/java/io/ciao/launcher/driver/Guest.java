package io.ciao.launcher.driver;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the guest is told.
///
/// @param sshKeys name to one line as in `authorized_keys`
/// @param userData for cloud-init, as the user wrote it; may hold secrets
/// @param command of a container; empty for the image's own
public record Guest(
    String hostName,
    SortedMap<String, String> sshKeys,
    String userData,
    List<String> command,
    SortedMap<String, String> environment) {

  public Guest {
    sshKeys = sorted(sshKeys);
    command = List.copyOf(command);
    environment = sorted(environment);
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /// User data and environment stay out of every log.
  @Override
  public String toString() {
    return "Guest[hostName=" + hostName + ", sshKeys=" + sshKeys.keySet() + "]";
  }
}
