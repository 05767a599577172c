@NullMarked
package io.ciao.scheduler.certificate;

import org.jspecify.annotations.NullMarked;
