/// What every request goes through first: who asks, as whom, and the line in the audit log.
@NullMarked
package io.ciao.apiserver.entrance;

import org.jspecify.annotations.NullMarked;
