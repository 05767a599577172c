package io.ciao.cnci.ssntp;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Operand;

/// A frame to send.
record OutFrame(Operand operand, Bytes payload) {}
