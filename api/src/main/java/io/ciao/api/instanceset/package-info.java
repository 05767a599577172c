/// The kind `InstanceSet`: record, spec, status, reasons, and the arithmetic of its update limits.
///
/// How a set is kept is no matter of this package; neither are templates turned into instances
/// here.
@NullMarked
package io.ciao.api.instanceset;

import org.jspecify.annotations.NullMarked;
