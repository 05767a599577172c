/// The one path that every kind takes: read, create, update, patch and delete, driven by the kind's
/// definition and its admission rules. Absent on purpose: HTTP, and anything about one kind.
@NullMarked
package io.ciao.apiserver.registry;

import org.jspecify.annotations.NullMarked;
