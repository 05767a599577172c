/// Instance reports: numbered, sent to every scheduler, and repeated through the API when the watch
/// does not show them.
@NullMarked
package io.ciao.launcher.report;

import org.jspecify.annotations.NullMarked;
