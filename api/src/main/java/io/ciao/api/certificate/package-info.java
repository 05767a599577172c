/// Certificates that count no longer.
@NullMarked
package io.ciao.api.certificate;

import org.jspecify.annotations.NullMarked;
