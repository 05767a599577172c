/// What the leader of the apiservers does all the time: duties, each with marks of what it has to
/// look at again, a thread of its own for its passes, and one feed of changes for all of them.
@NullMarked
package io.ciao.apiserver.duty;

import org.jspecify.annotations.NullMarked;
