/// Running other programs: each with its arguments as a list (never a shell line), each with a
/// deadline, and each failure with a message that says what was attempted.
@NullMarked
package io.ciao.linux.command;

import org.jspecify.annotations.NullMarked;
