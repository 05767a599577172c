/// Kubeconfig files for kubectl and others, and GitOps directories: what is written in Fabric8's
/// model. Only the commands that write them load it.
@NullMarked
package io.ciao.ctl.kubeconfig;

import org.jspecify.annotations.NullMarked;
