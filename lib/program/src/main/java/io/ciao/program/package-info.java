/// What every server program has in common: flags that are declared once, a beginning with the same
/// exit codes and messages, and parts that are closed in reverse.
///
/// Deliberately absent: what a program is for; its parts.
@NullMarked
package io.ciao.program;

import org.jspecify.annotations.NullMarked;
