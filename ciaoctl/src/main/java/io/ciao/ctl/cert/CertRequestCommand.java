package io.ciao.ctl.cert;

import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PemFiles;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes a request for a certificate: the key stays with whoever makes it.
@Command(
    name = "request",
    description = "Make a request for a certificate; its key stays on this machine.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The roles are the signer's to say: ciaoctl cert sign.",
      "",
      "Examples:",
      "  ciaoctl cert request --host cn1 --ip 10.0.0.31 --node cn1",
      "  ciaoctl cert request --host cn1 --key key-cn1.pem --force"
    })
public final class CertRequestCommand implements Callable<Integer> {
  /// A request says nothing of time; its signer does.
  private static final int ANY_DAYS = 1;

  @Mixin private HostArguments hosts = new HostArguments();
  @Mixin private OutputArguments output = new OutputArguments();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "A key that is there; default: a new one, in key-HOST.pem.")
  private @Nullable Path key;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Ask to be this node: CN system:node:NAME, O system:nodes.")
  private @Nullable String node;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      split = ",",
      description = "O of the subject, separated by commas.")
  private List<String> organizations = new ArrayList<>();

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Whom to ask about it.")
  private @Nullable String email;

  @Override
  public Integer call() {
    if (node != null && !organizations.isEmpty()) {
      throw new UsageException("--node says the subject; leave out --organization");
    }
    var spec =
        Subjects.of(
                Validity.days(ANY_DAYS, InstantSource.system().instant()),
                node,
                hosts.first(),
                organizations)
            .withHosts(hosts.all())
            .withEmails(Emails.of(email));
    var file = output.file("request-%s.csr".formatted(hosts.first()));
    var newKey = output.file("key-%s.pem".formatted(hosts.first()));
    output.refuseToOverwrite(key == null ? List.of(newKey, file) : List.of(file));
    var keys = key == null ? KeyPairs.newEc(new SecureRandom()) : read(key);
    var request = CertificateRequest.create(spec, keys);
    if (key == null) {
      PemFiles.writeKey(newKey, keys.getPrivate());
    }
    PemFiles.writeRequest(file, request);
    var out = OutputArguments.out();
    out.println("request:     " + file);
    out.println("key:         " + (key == null ? newKey : key));
    out.println("fingerprint: " + KeyPairs.fingerprint(request.key()));
    return 0;
  }

  private static KeyPair read(Path file) {
    var found = PemFiles.readKey(file);
    var open =
        KeyPairs.publicOf(found)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "%s holds a key of %s; one of RSA or EC is needed"
                            .formatted(file, found.getAlgorithm())));
    return new KeyPair(open, found);
  }
}
