/// Network namespaces, and the values that links and rules are made of.
@NullMarked
package io.ciao.linux.net;

import org.jspecify.annotations.NullMarked;
