/// `launcher-kit`: serves SSNTP to launcher-agents without scheduler or apiserver, and drives them.
@NullMarked
package io.ciao.ctl.kit;

import org.jspecify.annotations.NullMarked;
