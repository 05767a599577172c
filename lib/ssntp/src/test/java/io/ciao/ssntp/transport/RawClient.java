package io.ciao.ssntp.transport;

import io.ciao.ssntp.cert.TlsIdentity;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.FrameEncoder;
import io.ciao.ssntp.gob.GobOutput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/// A client made of a TLS socket and the codec alone, to say what {@link SsntpClient} never would.
final class RawClient implements AutoCloseable {

  private final Socket plain;
  private final SSLSocket tls;
  private final FrameEncoder encoder = new FrameEncoder();
  private final FrameStream frames;

  RawClient(TlsIdentity identity, HostPort address, String... protocols) throws IOException {
    plain = new Socket();
    plain.setReceiveBufferSize(8 * 1024);
    plain.connect(new InetSocketAddress(address.host(), address.port()), 5_000);
    plain.setSoTimeout(20_000);
    tls =
        (SSLSocket)
            identity
                .sslContext()
                .getSocketFactory()
                .createSocket(plain, address.host(), address.port(), true);
    if (protocols.length > 0) {
      tls.setEnabledProtocols(protocols);
    }
    tls.startHandshake();
    var in = tls.getInputStream();
    frames = new FrameStream(in::read, 1024 * 1024);
  }

  RawClient send(Frame frame) throws IOException {
    var out = new GobOutput();
    encoder.encode(frame, out);
    return write(out.toByteArray());
  }

  RawClient write(byte[] bytes) throws IOException {
    tls.getOutputStream().write(bytes);
    return this;
  }

  String cipherSuite() {
    return tls.getSession().getCipherSuite();
  }

  Frame read() throws IOException, InterruptedException {
    return frames.next();
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
