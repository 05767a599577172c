package io.ciao.linux.command;

/// A program could not be run, did not end in time, or ended with an error. What it had changed
/// until then stays changed; the next pass reads the system again.
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SAID_MAX_CHARS = 600;

  private final int exitCode;

  private CommandFailedException(String message, int exitCode, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  private CommandFailedException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The program's exit status, −1 if it never ended by itself.
  public int exitCode() {
    return exitCode;
  }

  static CommandFailedException notStarted(Command command, Throwable cause) {
    return new CommandFailedException(
        "could not "
            + command.purpose()
            + ": program '"
            + command.argv().getFirst()
            + "' could not be started; is its package installed?",
        -1,
        cause);
  }

  static CommandFailedException late(Command command) {
    return new CommandFailedException(
        "could not "
            + command.purpose()
            + ": '"
            + program(command)
            + "' did not end within "
            + command.deadline().toMillis()
            + " ms and was killed",
        -1);
  }

  /// `detail` is added when not empty: for a batch, the line that was refused.
  public static CommandFailedException refused(
      Command command, CommandOutput output, String detail) {
    var said = output.stderr().isBlank() ? output.stdout() : output.stderr();
    var text = said.strip().replace('\n', ';');
    if (text.length() > SAID_MAX_CHARS) {
      text = text.substring(0, SAID_MAX_CHARS) + "…";
    }
    return new CommandFailedException(
        "could not "
            + command.purpose()
            + (detail.isEmpty() ? "" : " at '" + detail + "'")
            + ": '"
            + program(command)
            + "' ended with status "
            + output.exitCode()
            + (text.isEmpty() ? "" : ": \"" + text + "\""),
        output.exitCode());
  }

  private static String program(Command command) {
    var line = String.join(" ", command.argv());
    return line.length() <= 160 ? line : line.substring(0, 160) + "…";
  }
}
