/// SSNTP's frames as records, their codes as enums, and their bytes: `docs/wire/ssntp.md`.
///
/// Payloads are opaque here. No I/O, no clocks, no logging.
@NullMarked
package io.ciao.ssntp.frame;

import org.jspecify.annotations.NullMarked;
