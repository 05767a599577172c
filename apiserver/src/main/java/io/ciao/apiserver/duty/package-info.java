/// What the leader of the apiservers does all the time: duties, each with a queue of keys and
/// passes over them as every reconciler has, and one feed of changes for all of them.
@NullMarked
package io.ciao.apiserver.duty;

import org.jspecify.annotations.NullMarked;
