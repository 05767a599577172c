/// Request bodies in protobuf, which clients built with Kubernetes' own Go types send for the kinds
/// that they know. Which message has which fields is data (`messages.txt`). Answers stay JSON.
@NullMarked
package io.ciao.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
