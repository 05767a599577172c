/// Which cluster is spoken to, and as whom: the kubeconfig file.
@NullMarked
package io.ciao.ctl.config;

import org.jspecify.annotations.NullMarked;
