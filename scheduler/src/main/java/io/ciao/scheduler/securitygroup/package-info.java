/// Security groups: says in each one's status which addresses its members have, since a node may
/// not list instances, and whether its rules name groups that do not exist.
@NullMarked
package io.ciao.scheduler.securitygroup;

import org.jspecify.annotations.NullMarked;
