/// Certificates of nodes: who gets one, and what it says.
@NullMarked
package io.ciao.apiserver.certificate;

import org.jspecify.annotations.NullMarked;
