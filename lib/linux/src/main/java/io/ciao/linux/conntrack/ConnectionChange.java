package io.ciao.linux.conntrack;

/// What becomes of a connection.
public record ConnectionChange(Connection connection, Deed deed) {
  public enum Deed {
    /// It is forgotten; its next packet is judged as a first one.
    END,

    /// Nothing of it passes in either direction until it is silent by itself and forgotten. For
    /// protocols of which any packet may be a first one: an answer that is under way would open a
    /// forgotten connection again from the other side.
    SILENCE,

    /// No longer silenced.
    RELEASE
  }
}
