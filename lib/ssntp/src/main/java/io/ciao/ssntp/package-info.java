/// SSNTP, the protocol between scheduler and agents: frames in a gob stream over mutual TLS.
///
/// The bytes are described in `docs/wire/ssntp.md`. Absent on purpose: anything about resources or
/// etcd; objects that a payload carries stay JSON trees.
@NullMarked
package io.ciao.ssntp;

import org.jspecify.annotations.NullMarked;
