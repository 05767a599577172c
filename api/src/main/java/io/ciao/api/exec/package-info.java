/// The output of a command that runs elsewhere, on its way back.
@NullMarked
package io.ciao.api.exec;

import org.jspecify.annotations.NullMarked;
