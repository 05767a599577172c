/// The audit log: a line of JSON for every write, every denial, every read of a Secret and
/// everything done as somebody else. Never a body, a query or a token.
@NullMarked
package io.ciao.apiserver.audit;

import org.jspecify.annotations.NullMarked;
