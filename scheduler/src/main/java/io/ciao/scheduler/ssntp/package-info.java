/// The fast path to nodes: START and DELETE down, READY, STATS and reports up. Every frame only
/// says sooner what the API says as well.
@NullMarked
package io.ciao.scheduler.ssntp;

import org.jspecify.annotations.NullMarked;
