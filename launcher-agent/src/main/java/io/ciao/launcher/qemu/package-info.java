/// The driver for virtual machines: an overlay on a verified image, a config drive, one QEMU
/// process that outlives the agent, and QMP over a unix socket.
@NullMarked
package io.ciao.launcher.qemu;

import org.jspecify.annotations.NullMarked;
