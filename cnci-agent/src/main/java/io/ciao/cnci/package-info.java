/// The program `ciao-cnci-agent`: one process on each network node makes the concentrators true
/// that the API puts there. It works from its watch alone and keeps serving what it last knew while
/// the API cannot be reached.
@NullMarked
package io.ciao.cnci;

import org.jspecify.annotations.NullMarked;
