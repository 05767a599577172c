/// The kind `Workload`: a template for instances.
@NullMarked
package io.ciao.api.workload;

import org.jspecify.annotations.NullMarked;
