/// Certificates: an authority, what it issues, requests, and when all of it ends. Files alone; no
/// server is asked.
@NullMarked
package io.ciao.ctl.cert;

import org.jspecify.annotations.NullMarked;
