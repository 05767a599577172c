/// What every command starts from: the cluster that is spoken to, what a user's words name, and how
/// a command says that it cannot go on.
@NullMarked
package io.ciao.ctl.session;

import org.jspecify.annotations.NullMarked;
