/// What a shell offers when a user presses Tab: commands, flags, kinds, names of objects.
@NullMarked
package io.ciao.ctl.completion;

import org.jspecify.annotations.NullMarked;
