/// What a request asks for: its path, query, media types and identity, parsed once and completely.
/// Pure; knows neither the HTTP server nor any kind.
@NullMarked
package io.ciao.apiserver.request;

import org.jspecify.annotations.NullMarked;
