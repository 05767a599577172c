package io.ciao.linux.net;

import java.util.regex.Pattern;

/// The mark that everything made by us carries as its alias: `ciao:<what>=<uid>`. What lacks it
/// belongs to somebody else and is never changed or removed.
public final class Ownership {
  public static final String PREFIX = "ciao:";
  private static final Pattern FORM = Pattern.compile("ciao:[a-z]+=[A-Za-z0-9_./:-]{1,200}");

  private Ownership() {}

  public static String ofSubnet(String uid) {
    return require(PREFIX + "subnet=" + uid);
  }

  public static String ofPort(String uid) {
    return require(PREFIX + "port=" + uid);
  }

  public static String ofConcentrator(String uid) {
    return require(PREFIX + "concentrator=" + uid);
  }

  /// Of both ends of the pair between a subnet's instances and its concentrator on one node.
  public static String ofPatch(long vni) {
    return require(PREFIX + "patch=" + vni);
  }

  /// Of what joins a tenant's subnets: of the tunnel by its VNI, of both ends of a pair by that of
  /// the concentrator's subnet.
  public static String ofTransit(long vni) {
    return require(PREFIX + "transit=" + vni);
  }

  /// Of what a single-machine cluster stands on: its underlay.
  public static String ofDev(String cluster) {
    return require(PREFIX + "dev=" + cluster);
  }

  public static boolean isOurs(String alias) {
    return alias.startsWith(PREFIX);
  }

  /// The alias itself, or IllegalArgumentException.
  public static String require(String alias) {
    if (!FORM.matcher(alias).matches()) {
      throw new IllegalArgumentException(
          "ownership alias \"" + alias + "\" is not of the form ciao:<what>=<uid>");
    }
    return alias;
  }
}
