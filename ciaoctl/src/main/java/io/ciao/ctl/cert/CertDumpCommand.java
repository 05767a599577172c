package io.ciao.ctl.cert;

import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints what the certificates of a file say.
@Command(
    name = "dump",
    description = "Print what the certificates of a file say, and of which type its key is.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl cert dump cert-CNAgent-cn1.pem"})
public final class CertDumpCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "PEM file.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    var from = Objects.requireNonNull(file, "picocli requires it");
    var certificates = PemFiles.readCertificates(from);
    var key = PemFiles.findKey(from);
    var out = OutputArguments.out();
    for (var i = 0; i < certificates.size(); i++) {
      if (i > 0) {
        out.println();
      }
      CertificateText.lines(from.toString(), certificates.get(i)).forEach(out::println);
      if (i == 0) {
        key.ifPresent(own -> out.println(CertificateText.line("Private key:", own.getAlgorithm())));
      }
    }
    return 0;
  }
}
