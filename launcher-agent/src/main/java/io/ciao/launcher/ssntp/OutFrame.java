package io.ciao.launcher.ssntp;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Operand;

/// A frame to send.
public record OutFrame(Operand operand, Bytes payload) {}
