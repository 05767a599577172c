/// The one way to etcd: resources as block YAML with their versions, a watch cache over the whole
/// keyspace, elections and the embedded etcd.
@NullMarked
package io.ciao.store;

import org.jspecify.annotations.NullMarked;
