/// What is seen of SSNTP from outside.
@NullMarked
package io.ciao.ctl.ssntp;

import org.jspecify.annotations.NullMarked;
