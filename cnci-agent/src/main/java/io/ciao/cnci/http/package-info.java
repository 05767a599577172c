/// What apiservers ask of this agent over mutual TLS: a concentrator's log and state, and commands
/// in its namespace.
@NullMarked
package io.ciao.cnci.http;

import org.jspecify.annotations.NullMarked;
