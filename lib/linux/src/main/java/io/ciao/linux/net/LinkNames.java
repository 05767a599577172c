package io.ciao.linux.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names of links: at most 15 bytes, and free of what `ip` would read as something else.
public final class LinkNames {
  public static final int MAX_LENGTH = 15;
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,14}");
  private static final int HASH_CHARS = 12;
  private static final String PORT_PREFIX = "p-";
  private static final Pattern PORT_FORM = Pattern.compile("p-[0-9a-f]{12}");

  private LinkNames() {}

  /// The name itself, or IllegalArgumentException.
  public static String require(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "link name \""
              + name
              + "\" must start with a letter and have at most 15 letters, digits, '-', '_', '.'");
    }
    return name;
  }

  /// A name of 15 characters for what has a long id: prefix (1 to 3 characters) and a hash of the
  /// id. The same id gives the same name on every machine.
  public static String of(String prefix, String uid) {
    if (prefix.isEmpty() || prefix.length() > MAX_LENGTH - HASH_CHARS) {
      throw new IllegalArgumentException(
          "link name prefix \"" + prefix + "\" must have 1 to 3 characters");
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(uid.getBytes(StandardCharsets.UTF_8));
      return require(prefix + HexFormat.of().formatHex(bytes).substring(0, HASH_CHARS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }

  /// The link of an instance's port: the same for a tap and for a veth.
  public static String ofPort(String uid) {
    return of(PORT_PREFIX, uid);
  }

  /// True for a name that [#ofPort] makes.
  public static boolean isPort(String name) {
    return PORT_FORM.matcher(name).matches();
  }

  /// The node's end of a concentrator's uplink.
  public static String ofUplink(long vni) {
    return require("up-" + vni);
  }

  /// The port of a concentrator in its tenant's transit namespace.
  ///
  /// @param vni of its subnet
  public static String ofTransit(long vni) {
    return require("tr-" + vni);
  }
}
