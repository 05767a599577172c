/// The kind `SecurityGroup`: which connections instances accept and may open.
@NullMarked
package io.ciao.api.security;

import org.jspecify.annotations.NullMarked;
