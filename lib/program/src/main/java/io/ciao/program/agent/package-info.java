/// What agents answer the apiservers over HTTPS: logs, states.
@NullMarked
package io.ciao.program.agent;

import org.jspecify.annotations.NullMarked;
