/// `ciaoctl rollout`: how an InstanceSet replaces its instances, seen and steered.
@NullMarked
package io.ciao.ctl.rollout;

import org.jspecify.annotations.NullMarked;
