/// What concentrators say and hear over SSNTP, each under a certificate of its own. Everything that
/// comes is a hint that a pass is due: the API is the truth.
@NullMarked
package io.ciao.cnci.ssntp;

import org.jspecify.annotations.NullMarked;
