/// What one kind needs at its writes beyond its schema: finalizers, first conditions, references,
/// the pair of Tenant and Namespace. One small class a kind; the generic path calls them.
@NullMarked
package io.ciao.apiserver.admission;

import org.jspecify.annotations.NullMarked;
