package io.ciao.apiserver.certificate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.certificate.NodeSigner.Holder;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.identity.JoinTokens;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.CertificateRequest;
import io.ciao.ssntp.cert.KeyPairs;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.cert.PemFiles;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.store.StoreException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST nodes/NAME/certificate`: a machine's first certificate, by its join token, and each next
/// one, by the present certificate. Of the request the key counts and nothing else: who the holder
/// is comes from the token, or stays as it was. Safe for many threads.
public final class NodeCertificates {
  private static final GroupResource NODES = new GroupResource("ciao.io", "nodes");
  private static final Integer DNS_NAME = 2;
  private static final Integer ADDRESS = 7;

  private final @Nullable NodeSigner signer;
  private final JoinTokens tokens;
  private final Revocations revocations;
  private final InstantSource clock;

  /// @param signer null if this apiserver has no key to sign with
  public NodeCertificates(
      @Nullable NodeSigner signer,
      JoinTokens tokens,
      Revocations revocations,
      InstantSource clock) {
    this.signer = signer;
    this.tokens = tokens;
    this.revocations = revocations;
    this.clock = clock;
  }

  /// Takes `{request, roles}`: a request for a certificate as PEM and, with a token, the roles that
  /// the machine expects. Answers `{certificate, authority}`, both PEM.
  public ObjectNode issue(String node, ObjectNode body, ApiRequest asked) {
    NodeSigner signing = signing(signer);
    CertificateRequest request = request(body);
    Identity identity = asked.identity();
    Holder holder =
        identity.joiningNode().isPresent()
            ? joining(node, body, request, asked)
            : renewing(node, identity.certificate());
    return answer(signing, signing.sign(holder, request.key(), revocations.since(node)));
  }

  static NodeSigner signing(@Nullable NodeSigner signer) {
    if (signer == null) {
      throw Refusals.unavailable(
          "this apiserver signs no certificates; start it with --ca-key and the key of the"
              + " cluster's authority");
    }
    return signer;
  }

  static ObjectNode answer(NodeSigner signer, X509Certificate signed) {
    ObjectNode answer = Json.object();
    answer.put("certificate", PemFiles.text(List.of(signed)));
    return answer.put("authority", PemFiles.text(List.of(signer.authority())));
  }

  static CertificateRequest request(ObjectNode body) {
    try {
      return PemFiles.parseRequest(Path.of("request"), body.path("request").asText(""));
    } catch (CertificateFileException e) {
      throw Refusals.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private Holder joining(
      String node, ObjectNode body, CertificateRequest request, ApiRequest asked) {
    String id = asked.identity().extra().getOrDefault(Identity.CREDENTIAL, List.of("")).getFirst();
    try {
      List<String> roles = ObjectTree.texts(body.path("roles"));
      return switch (tokens.use(id, KeyPairs.fingerprint(request.key()), roles)) {
        case JoinTokens.Use.Refused(String reason) -> throw Refusals.forbidden(NODES, node, reason);
        case JoinTokens.Use.Granted(JoinTokens.Grant grant) ->
            Holder.ofNode(
                grant.node(),
                roles(grant.roles()),
                grant.uuid(),
                grant.addresses().isEmpty() ? from(asked) : grant.addresses());
      };
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private static Roles roles(List<String> words) {
    List<Role> roles = new ArrayList<>();
    if (words.contains("compute")) {
      roles.add(Role.AGENT);
    }
    if (words.contains("network")) {
      roles.add(Role.NET_AGENT);
      roles.add(Role.CNCI_AGENT);
    }
    return Roles.of(roles);
  }

  /// Where it asks from is an address of its own, unless that is this machine.
  private static List<String> from(ApiRequest asked) {
    String peer = asked.header(ApiRequest.PEER);
    try {
      return InetAddress.ofLiteral(peer).isLoopbackAddress() ? List.of() : List.of(peer);
    } catch (IllegalArgumentException none) {
      return List.of();
    }
  }

  /// Who it was, it stays.
  private Holder renewing(String node, @Nullable X509Certificate present) {
    if (present == null) {
      throw Refusals.forbidden(
          NODES, node, "a certificate is renewed with the present one, not with a token");
    }
    Instant end = present.getNotAfter().toInstant();
    if (end.isBefore(clock.instant())) {
      throw Refusals.forbidden(
          NODES,
          node,
          "the certificate of this connection ended at %s; the node joins again, with a token: ciaoctl node token --name %s"
              .formatted(end, node));
    }
    PeerIdentity peer = PeerIdentity.of(present);
    return Holder.ofNode(node, peer.roles(), peer.uuid().orElse(null), hosts(present));
  }

  private static List<String> hosts(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>();
    try {
      var names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (DNS_NAME.equals(name.get(0)) || ADDRESS.equals(name.get(0))) {
          hosts.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
    return hosts;
  }
}
