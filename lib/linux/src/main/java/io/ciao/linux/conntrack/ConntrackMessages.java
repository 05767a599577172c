package io.ciao.linux.conntrack;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.netlink.Attributes;
import io.ciao.linux.netlink.NetlinkMessage;
import io.ciao.linux.netlink.NetlinkReply;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Messages of ctnetlink (`linux/netfilter/nfnetlink_conntrack.h`). Pure.
final class ConntrackMessages {
  static final int CHANGE = 0x100;
  static final int GET = 0x101;
  static final int DELETE = 0x102;

  /// `nfgenmsg`: family, version, number of the resource.
  static final int FIXED_BYTES = 4;

  static final int TUPLE_ORIGINAL = 1;
  static final int PROTOCOL_STATE = 4;
  static final int MARK = 8;
  static final int ID = 12;

  static final int TUPLE_IP = 1;
  static final int TUPLE_PROTOCOL = 2;

  static final int V4_SOURCE = 1;
  static final int V4_DESTINATION = 2;
  static final int V6_SOURCE = 3;
  static final int V6_DESTINATION = 4;

  static final int PROTOCOL_NUMBER = 1;
  static final int SOURCE_PORT = 2;
  static final int DESTINATION_PORT = 3;

  static final int STATE_TCP = 1;
  static final int TCP_FLAGS_ORIGINAL = 4;

  /// Tracking does not look at sequence numbers, since it does not know the first ones
  /// (`IP_CT_TCP_FLAG_BE_LIBERAL`).
  static final int TCP_LIBERAL = 8;

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private ConntrackMessages() {}

  private static NetlinkMessage.Builder message(String purpose, int type, int flags, int family) {
    return NetlinkMessage.of(purpose, type, flags).u8(family).u8(0).u16(0);
  }

  static NetlinkMessage all() {
    return message("read the tracked connections", GET, NetlinkMessage.DUMP, 0).build();
  }

  static NetlinkMessage of(ConnectionChange change) {
    var connection = change.connection();
    var key = connection.key();
    return switch (change.deed()) {
      case END ->
          message("end " + connection.flow(), DELETE, 0, key.family())
              .attribute(TUPLE_ORIGINAL, bytes(key))
              .attributeBe32(ID, key.id())
              .build();
      case SILENCE -> mark("silence " + connection.flow(), key, ConnectionTable.SILENCED);
      case RELEASE -> mark("release " + connection.flow(), key, 0);
    };
  }

  private static NetlinkMessage mark(String purpose, Connection.Key key, int mark) {
    return message(purpose, CHANGE, 0, key.family())
        .attribute(TUPLE_ORIGINAL, bytes(key))
        .attributeBe32(MARK, mark)
        .build();
  }

  private static byte[] bytes(Connection.Key key) {
    var bytes = new byte[key.tuple().remaining()];
    key.tuple().get(key.tuple().position(), bytes);
    return bytes;
  }

  /// Empty for what has no addresses of IP.
  static Optional<Connection> connection(NetlinkReply reply) {
    return connection(reply.u8(0), reply.attributes(FIXED_BYTES));
  }

  static Optional<Connection> connection(int family, Attributes attributes) {
    var bytes = attributes.bytes(TUPLE_ORIGINAL);
    if (bytes == null) {
      return Optional.empty();
    }
    var tuple = Attributes.of(bytes, 0);
    var addresses = tuple.inside(TUPLE_IP);
    var source = address(addresses, V4_SOURCE, V6_SOURCE);
    var destination = address(addresses, V4_DESTINATION, V6_DESTINATION);
    if (source.isEmpty() || destination.isEmpty()) {
      return Optional.empty();
    }
    var protocol = tuple.inside(TUPLE_PROTOCOL);
    return Optional.of(
        new Connection(
            new Flow(
                source.get(),
                destination.get(),
                protocol.number(PROTOCOL_NUMBER),
                protocol.be16(SOURCE_PORT),
                protocol.be16(DESTINATION_PORT)),
            isPickedUp(attributes),
            attributes.be32(MARK) == ConnectionTable.SILENCED,
            new Connection.Key(
                family, ByteBuffer.wrap(bytes).asReadOnlyBuffer(), attributes.be32(ID))));
  }

  private static Optional<IpAddress> address(Attributes addresses, int v4, int v6) {
    var four = addresses.bytes(v4);
    if (four != null && four.length == IPV4_BYTES) {
      var value = Integer.toUnsignedLong(ByteBuffer.wrap(four).getInt());
      return Optional.of(new Ipv4Address(value));
    }
    var six = addresses.bytes(v6);
    return six != null && six.length == IPV6_BYTES
        ? Optional.of(Ipv6Address.of(six))
        : Optional.empty();
  }

  private static boolean isPickedUp(Attributes attributes) {
    var flags = attributes.inside(PROTOCOL_STATE).inside(STATE_TCP).bytes(TCP_FLAGS_ORIGINAL);
    return flags != null && flags.length > 0 && (flags[0] & TCP_LIBERAL) != 0;
  }
}
