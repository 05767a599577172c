package io.ciao.program.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/// Names are looked up as ever, addresses are not: whoever asks for the name of an address gets the
/// address.
///
/// The JDK's HTTPS server asks for the name of every peer before it shakes hands. A node may have
/// no name server that answers, and then each connection would stall for many seconds. Found by the
/// JDK as a service.
public final class ForwardLookupOnly extends InetAddressResolverProvider {

  @Override
  public InetAddressResolver get(Configuration configuration) {
    var builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("names of addresses are not looked up here");
      }
    };
  }

  @Override
  public String name() {
    return "forward lookup only";
  }
}
