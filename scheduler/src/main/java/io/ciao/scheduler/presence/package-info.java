/// Who was heard, and what follows for nodes and their instances. Losing nodes is not decided here:
/// a silent node is `Unknown`, and nothing on it is moved.
@NullMarked
package io.ciao.scheduler.presence;

import org.jspecify.annotations.NullMarked;
