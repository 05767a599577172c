/// Lists in pages: every page of one list shows the same moment, from a snapshot that is kept for a
/// while or from etcd's history. Absent on purpose: how objects look.
@NullMarked
package io.ciao.apiserver.paging;

import org.jspecify.annotations.NullMarked;
