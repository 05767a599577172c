package io.ciao.api.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which certificates are meant; exactly one of the first two is there.
///
/// @param serialNumber of one certificate, in hexadecimal digits without leading zeros
/// @param nodeName all of that node that began before the object was made
/// @param notAfter when the last of them has ended; null: not known
/// @param why for people
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateRevocationSpec(
    @Nullable String serialNumber,
    @Nullable String nodeName,
    @Nullable Instant notAfter,
    @Nullable String why) {

  public static final CertificateRevocationSpec EMPTY =
      new CertificateRevocationSpec(null, null, null, null);
}
