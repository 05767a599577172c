/// What the apiserver itself does to instances: computed conditions, binding, release, reports and
/// the check that tells an agent whether a copy may go. Rules are pure functions over an object's
/// tree; the batches around them read, commit and answer per item.
@NullMarked
package io.ciao.apiserver.instance;

import org.jspecify.annotations.NullMarked;
