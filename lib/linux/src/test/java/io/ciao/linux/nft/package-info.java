@NullMarked
package io.ciao.linux.nft;

import org.jspecify.annotations.NullMarked;
