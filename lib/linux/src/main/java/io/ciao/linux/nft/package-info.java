/// nftables as values: tables as they shall be, as the kernel has them, and the one transaction
/// between the two.
///
/// Every rule carries a comment that is derived from its text, so a rule that was removed, added or
/// replaced by another hand is seen without understanding what the kernel says about it.
@NullMarked
package io.ciao.linux.nft;

import org.jspecify.annotations.NullMarked;
