/// Secrets as etcd sees them: sealed with a key that only apiservers have. Each value has a data
/// key of its own, which is sealed with the first key of a file that all apiservers share; the
/// others of the file open what was sealed before.
@NullMarked
package io.ciao.apiserver.secret;

import org.jspecify.annotations.NullMarked;
