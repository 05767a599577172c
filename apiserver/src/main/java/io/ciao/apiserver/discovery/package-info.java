/// What the server says of itself: groups, versions, resources in both forms of discovery, the
/// version, and OpenAPI. Made once from the kinds; answered from bytes with entity tags.
@NullMarked
package io.ciao.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
