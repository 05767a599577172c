/// When a traced instance was where on its way to its first start: marks, and the steps between
/// them.
@NullMarked
package io.ciao.api.instance.trace;

import org.jspecify.annotations.NullMarked;
