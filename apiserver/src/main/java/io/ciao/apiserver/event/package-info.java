/// Events beyond what every kind has: when they expire.
@NullMarked
package io.ciao.apiserver.event;

import org.jspecify.annotations.NullMarked;
