package io.ciao.ssntp.cert;

import java.nio.file.Path;

/// A certificate or key file cannot be read, written or understood. The message names the file,
/// what was found and what is needed.
public final class CertificateFileException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CertificateFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  CertificateFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
