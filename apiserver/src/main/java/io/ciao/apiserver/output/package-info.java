/// Objects on their way out: plain, as rows of a table, or their metadata alone; lists and watch
/// events made of them. Objects that are shown as they are stay bytes.
@NullMarked
package io.ciao.apiserver.output;

import org.jspecify.annotations.NullMarked;
