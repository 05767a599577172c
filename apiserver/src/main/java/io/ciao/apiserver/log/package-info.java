/// `instances/NAME/log`: fetched from the agent of the instance's node, over mutual TLS with the
/// apiserver's own certificate, and passed on as it comes.
@NullMarked
package io.ciao.apiserver.log;

import org.jspecify.annotations.NullMarked;
