/// What every resource has: metadata, conditions, references, and what Events tell of it. No kind
/// is known here.
@NullMarked
package io.ciao.api.meta;

import org.jspecify.annotations.NullMarked;
