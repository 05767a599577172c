/// Files that are replaced as a whole, and trees that are removed.
///
/// A crash at any moment leaves the old content or the new, never a part. Deliberately absent: what
/// is in a file.
@NullMarked
package io.ciao.basis.file;

import org.jspecify.annotations.NullMarked;
