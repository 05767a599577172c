/// Real processes, driven only through `ciaoctl`, public APIs and the machine's own tools.
///
/// Every class has one cluster of its own; what a test damages it puts right again. Nothing here
/// knows how a program works inside, only what it promises.
@NullMarked
package io.ciao.e2e;

import org.jspecify.annotations.NullMarked;
