/// The kind `Instance`: record, spec, status, reasons, and the spec that a node acts on.
@NullMarked
package io.ciao.api.instance;

import org.jspecify.annotations.NullMarked;
