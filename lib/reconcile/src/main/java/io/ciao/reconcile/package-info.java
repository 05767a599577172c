/// The level-triggered kernel: a queue of keys, caches fed by list and watch, and loops that run
/// passes.
///
/// Nothing here knows a kind, an action or a place to write to. Events only mark keys; whatever a
/// pass needs it reads itself, so a lost event makes things later and never wrong.
@NullMarked
package io.ciao.reconcile;

import org.jspecify.annotations.NullMarked;
