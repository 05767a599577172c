/// Objects as people and programs want to see them: tables, YAML, JSON, names.
@NullMarked
package io.ciao.ctl.output;

import org.jspecify.annotations.NullMarked;
