package io.ciao.linux.command;

/// What a program that ended has said.
///
/// @param exitCode its exit status; 128 + n when signal n ended it
public record CommandOutput(int exitCode, String stdout, String stderr) {
  public boolean succeeded() {
    return exitCode == 0;
  }
}
