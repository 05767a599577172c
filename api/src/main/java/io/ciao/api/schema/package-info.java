/// The engine that the CRD files drive: what kinds there are, what a valid object of each looks
/// like, defaults, what may not change, selectors, printed columns, OpenAPI.
///
/// [KindRegistry#load] reads the definitions once; everything else is pure functions over a
/// [KindDefinition] and trees. Mistakes in objects are values ([Violation], [UnknownField]), all of
/// them at once; mistakes in definitions are exceptions at load.
///
/// Deliberately absent: HTTP, storage, rules that need more than the object and its predecessor
/// (references, quota, uniqueness), records of kinds.
@NullMarked
package io.ciao.api.schema;

import org.jspecify.annotations.NullMarked;
