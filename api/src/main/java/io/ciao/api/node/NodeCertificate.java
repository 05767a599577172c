package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The certificate that a node shows, as its agent says.
///
/// @param serialNumber in hexadecimal digits
/// @param notBefore first moment of its validity
/// @param notAfter last moment of its validity
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeCertificate(
    @Nullable String serialNumber, @Nullable Instant notBefore, @Nullable Instant notAfter) {}
