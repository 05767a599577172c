package io.ciao.launcher;

/// The version that the Node shows.
final class Version {
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}
