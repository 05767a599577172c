package io.ciao.linux.link;

/// A link of a model that cannot be made yet.
///
/// @param link its name in the model's namespace
/// @param why a clause for people, such as `its tap is not made yet`
public record Waiting(String link, String why) {

  /// One sentence for people.
  public String sentence() {
    return "port " + link + " waits: " + why;
  }
}
