/// Client-side apply: what a file asks for against what is there and what was applied before.
@NullMarked
package io.ciao.ctl.apply;

import org.jspecify.annotations.NullMarked;
