package io.ciao.ctl.output;

/// Whether a table begins with the names of its columns.
public enum Header {
  SHOWN,
  LEFT_OUT
}
