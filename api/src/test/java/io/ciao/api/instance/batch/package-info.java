@NullMarked
package io.ciao.api.instance.batch;

import org.jspecify.annotations.NullMarked;
