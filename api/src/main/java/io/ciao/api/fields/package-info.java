/// Field ownership: which writer last set which field of an object, as `metadata.managedFields`
/// tells it, and server-side apply, which rests on it. The rules are in `docs/field-ownership.md`.
///
/// Everything is pure: times come in as text, trees are read and new ones returned. Deliberately
/// absent: HTTP, storage, and more than one version of a kind.
@NullMarked
package io.ciao.api.fields;

import org.jspecify.annotations.NullMarked;
