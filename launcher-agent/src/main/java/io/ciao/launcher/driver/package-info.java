/// The small interface behind which virtual machines, containers and the declared fake look alike:
/// copies of instances, each named by its instance's uid and the binding's epoch.
///
/// Absent on purpose: epochs' order, networks and reports; a driver does what it is told.
@NullMarked
package io.ciao.launcher.driver;

import org.jspecify.annotations.NullMarked;
