/// The part of Go's gob stream format that SSNTP needs: numbers, messages, type descriptors, values
/// skipped by type, times.
///
/// Nothing here throws for what a peer sent: readers note the first problem and go quiet, decoders
/// answer with a {@link io.ciao.ssntp.gob.DecodeResult}. No I/O, no logging, no frames.
@NullMarked
package io.ciao.ssntp.gob;

import org.jspecify.annotations.NullMarked;
