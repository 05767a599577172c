/// Questions that are asked as objects and stored nowhere: who am I, may I, may they, whose token
/// is this; and requests for tokens.
@NullMarked
package io.ciao.apiserver.review;

import org.jspecify.annotations.NullMarked;
