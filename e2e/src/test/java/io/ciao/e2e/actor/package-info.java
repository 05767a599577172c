/// Who does something in a test, so that a reader sees it: a user with a tenant, an operator with
/// root on the machine, a saboteur who breaks things.
@NullMarked
package io.ciao.e2e.actor;

import org.jspecify.annotations.NullMarked;
