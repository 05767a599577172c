/// Certificates: a certificate authority on EC P-256, PEM files, the identity that a certificate
/// states, and TLS material for sockets, HTTP clients and listeners.
///
/// Compatible with the original: roles are its extended key usages, and one PEM file may hold
/// certificate and key. Nothing is registered with the JVM's security providers.
@NullMarked
package io.ciao.ssntp.cert;

import org.jspecify.annotations.NullMarked;
