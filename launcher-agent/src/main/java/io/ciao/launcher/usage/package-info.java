/// What the machine and its instances use, measured every few seconds and never stored.
@NullMarked
package io.ciao.launcher.usage;

import org.jspecify.annotations.NullMarked;
