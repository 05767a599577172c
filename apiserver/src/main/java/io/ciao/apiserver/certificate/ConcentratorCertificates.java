package io.ciao.apiserver.certificate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.certificate.NodeSigner.Holder;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.store.ResourceStore;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST concentrators/NAME/certificate`: the certificate by which a concentrator speaks SSNTP, for
/// the node that carries it; the first as each next one. Of the request the key counts and nothing
/// else. Safe for many threads.
public final class ConcentratorCertificates {
  private static final GroupResource CONCENTRATORS = new GroupResource("ciao.io", "concentrators");

  private final @Nullable NodeSigner signer;
  private final Revocations revocations;
  private final ResourceStore store;

  /// @param signer null if this apiserver has no key to sign with
  public ConcentratorCertificates(
      @Nullable NodeSigner signer, Revocations revocations, ResourceStore store) {
    this.signer = signer;
    this.revocations = revocations;
    this.store = store;
  }

  /// Takes `{request}`, a request for a certificate as PEM. Answers `{certificate, authority}`,
  /// both PEM.
  ///
  /// @param asked who may ask, which is judged before
  public ObjectNode issue(String namespace, String name, ObjectNode body, Identity asked) {
    UUID uid =
        store
            .find(CONCENTRATORS.resource(), namespace, name)
            .map(found -> found.view().path("metadata").path("uid").asText(""))
            .map(UUID::fromString)
            .orElseThrow(() -> Refusals.notFound(CONCENTRATORS, name));
    String node =
        asked
            .nodeName()
            .orElseThrow(
                () ->
                    Refusals.forbidden(
                        CONCENTRATORS, name, "the cnci-agent of the node that carries it asks"));
    NodeSigner signing = NodeCertificates.signing(signer);
    CertificateRequest request = NodeCertificates.request(body);
    return NodeCertificates.answer(
        signing,
        signing.sign(Holder.ofConcentrator(node, uid), request.key(), revocations.since(node)));
  }
}
