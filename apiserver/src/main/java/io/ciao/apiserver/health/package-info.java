/// Whether the server lives and whether it can answer.
@NullMarked
package io.ciao.apiserver.health;

import org.jspecify.annotations.NullMarked;
