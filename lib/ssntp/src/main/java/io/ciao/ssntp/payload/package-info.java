/// Payloads as records with the original's keys, and ciao's own additions under the key `ciao`.
///
/// Written as one line of JSON, which is YAML in flow style; read as that or as block YAML. Unknown
/// keys are ignored, missing ones have the original's default. What a peer sent never throws: see
/// {@link io.ciao.ssntp.payload.PayloadResult}. API objects inside stay trees; nobody changes them
/// after they were handed over.
@NullMarked
package io.ciao.ssntp.payload;

import org.jspecify.annotations.NullMarked;
