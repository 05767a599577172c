/// What the apiserver asks of this node over mutual TLS: the log of one instance.
@NullMarked
package io.ciao.launcher.http;

import org.jspecify.annotations.NullMarked;
