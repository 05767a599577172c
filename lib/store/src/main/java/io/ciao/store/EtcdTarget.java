package io.ciao.store;

import java.net.URI;
import java.util.List;

/// Where etcd is right now and how to prove who we are: one reading of an [EtcdEndpoint].
///
/// @param urls client URLs
/// @param authorities PEM certificates that sign the servers'
/// @param certificate our PEM certificate chain
/// @param privateKey our PEM key (PKCS #8)
record EtcdTarget(List<URI> urls, String authorities, String certificate, String privateKey) {
  EtcdTarget {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("etcd without a client URL");
    }
  }

  /// Without key material.
  @Override
  public String toString() {
    return urls.toString();
  }
}
