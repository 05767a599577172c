/// Keeps the instances of InstanceSets: as many as are wanted, at the lowest ordinals, made from
/// the present template, replaced a few at a time.
///
/// Instances are only created and deleted here. Where they run, and whether they are ready, is
/// others' work; a set sees it in their conditions.
@NullMarked
package io.ciao.scheduler.instanceset;

import org.jspecify.annotations.NullMarked;
