/// Instance reports on their way from agents to the apiserver, in batches.
@NullMarked
package io.ciao.scheduler.report;

import org.jspecify.annotations.NullMarked;
