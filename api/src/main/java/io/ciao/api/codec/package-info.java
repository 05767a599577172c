/// Text to tree and back: one reader for what people and programs write (YAML or JSON), one
/// deterministic emitter for what is stored and shown, JSON for the wire, and merge patches.
///
/// The tree is Jackson's [com.fasterxml.jackson.databind.JsonNode] with one canonical number form:
/// a whole number that fits 64 bits is a `LongNode`, every other number a finite `DoubleNode`.
/// Trees made here keep to it, so two trees are equal exactly if they mean the same.
///
/// Deliberately absent: kinds, schemas, defaults (see `io.ciao.api.schema`), files and sockets.
@NullMarked
package io.ciao.api.codec;

import org.jspecify.annotations.NullMarked;
