/// One class a command: reads its words and flags, asks the server, prints.
@NullMarked
package io.ciao.ctl.command;

import org.jspecify.annotations.NullMarked;
