package io.ciao.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.ciao.linux.kernel.ErrorNumber;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// A netlink socket in a namespace. The kernel does what a request asks for while it is sent, so an
/// answer is always there already. For one thread at a time.
public final class NetlinkSocket implements AutoCloseable {
  /// What became of a request.
  ///
  /// @param number 0: done, else as in [ErrorNumber]
  /// @param words the kernel's own explanation, often empty
  public record Outcome(int number, String words) {
    static final Outcome DONE = new Outcome(0, "");

    /// Whether it was done.
    public boolean done() {
      return number == 0;
    }
  }

  /// Which part of the kernel answers.
  public enum Protocol {
    /// Links, addresses, forwarding: rtnetlink.
    ROUTE(0),
    /// Tracked connections: ctnetlink is a part of it.
    NETFILTER(12);

    private final int number;

    Protocol(int number) {
      this.number = number;
    }
  }

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;

  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int NLM_F_DUMP_INTR = 0x10;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int NLMSGERR_ATTR_MSG = 1;

  /// Error number and header of the request.
  private static final int ERROR_BYTES = Integer.BYTES + NetlinkMessage.HEADER_BYTES;

  private static final int BUFFER_BYTES = 1 << 16;

  /// Its answers must fit in the socket's buffer, some 800 bytes each as the kernel counts.
  private static final int MESSAGES_AT_A_TIME = 256;

  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  /// A list that changed while it was read is read again so often.
  private static final int DUMPS_MAX = 10;

  private final NetNamespace namespace;
  private final int file;
  private final byte[] in = new byte[BUFFER_BYTES];
  private int sequence;

  private NetlinkSocket(NetNamespace namespace, int file) {
    this.namespace = namespace;
    this.file = file;
  }

  /// Opens one of rtnetlink inside.
  ///
  /// @throws KernelException if the namespace cannot be entered
  public static NetlinkSocket open(NetNamespace namespace) {
    return open(namespace, Protocol.ROUTE);
  }

  /// Opens one inside.
  ///
  /// @throws KernelException if the namespace cannot be entered, or the kernel lacks the protocol
  public static NetlinkSocket open(NetNamespace namespace, Protocol protocol) {
    var file = InNamespace.call(namespace, () -> socket(protocol));
    var socket = new NetlinkSocket(namespace, file);
    try {
      socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      socket.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
      socket.makeRoom();
      return socket;
    } catch (LastErrorException e) {
      socket.close();
      throw KernelException.of("set up a netlink socket in " + namespace, e.getErrorCode());
    }
  }

  /// Who is not root may only read, and gets what everybody gets.
  private void makeRoom() throws LastErrorException {
    try {
      option(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != ErrorNumber.EPERM) {
        throw e;
      }
      option(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    }
  }

  private static int socket(Protocol protocol) {
    try {
      return LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol.number);
    } catch (LastErrorException e) {
      throw KernelException.of("open a netlink socket", e.getErrorCode());
    }
  }

  private void option(int level, int option, int value) throws LastErrorException {
    var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value);
    LibC.setsockopt(file, level, option, bytes.array(), Integer.BYTES);
  }

  /// Sends requests, many at a time, and says what became of each. The kernel does all of them,
  /// whatever became of those before.
  public List<Outcome> request(List<NetlinkMessage> messages) {
    var outcomes = new ArrayList<Outcome>();
    for (var from = 0; from < messages.size(); from += MESSAGES_AT_A_TIME) {
      var to = Math.min(messages.size(), from + MESSAGES_AT_A_TIME);
      outcomes.addAll(some(messages.subList(from, to)));
    }
    return outcomes;
  }

  private List<Outcome> some(List<NetlinkMessage> messages) {
    var first = sequence;
    send(messages);
    var outcomes = new Outcome[messages.size()];
    var open = messages.size();
    while (open > 0) {
      for (var message : receive()) {
        var number = message.sequence() - first;
        if (message.reply().type() == NLMSG_ERROR && number >= 0 && number < outcomes.length) {
          outcomes[number] = outcome(message);
          open--;
        }
      }
    }
    return List.of(outcomes);
  }

  /// Sends one.
  ///
  /// @throws KernelException if the kernel refuses
  public void require(NetlinkMessage message) {
    require(message, request(List.of(message)).getFirst());
  }

  /// The one that is asked for.
  ///
  /// @throws KernelException if the kernel refuses; its number says whether there is none
  public NetlinkReply ask(NetlinkMessage question) {
    var first = sequence;
    send(List.of(question));
    NetlinkReply answer = null;
    while (true) {
      for (var message : receive()) {
        if (message.sequence() != first) {
          continue;
        }
        if (message.reply().type() != NLMSG_ERROR) {
          answer = message.reply();
          continue;
        }
        require(question, outcome(message));
        if (answer == null) {
          throw new KernelException(purpose(question), "the kernel answered nothing", 0);
        }
        return answer;
      }
    }
  }

  /// All that are asked for, as they were at one moment.
  ///
  /// @throws KernelException if the kernel refuses, or they change all the time
  public List<NetlinkReply> list(NetlinkMessage question) {
    for (var attempt = 0; attempt < DUMPS_MAX; attempt++) {
      var replies = new ArrayList<NetlinkReply>();
      if (dump(question, replies::add)) {
        return replies;
      }
    }
    throw new KernelException(
        purpose(question), "they changed each of %d times".formatted(DUMPS_MAX), 0);
  }

  /// All that are asked for, one after the other and none kept: for lists that may be very long.
  /// Those that come or go meanwhile may be missing.
  ///
  /// @param taker must not use this socket
  /// @throws KernelException if the kernel refuses
  public void each(NetlinkMessage question, Consumer<NetlinkReply> taker) {
    dump(question, taker);
  }

  /// @return false: something changed meanwhile
  private boolean dump(NetlinkMessage question, Consumer<NetlinkReply> taker) {
    var first = sequence;
    send(List.of(question));
    var whole = true;
    while (true) {
      for (var message : receive()) {
        if (message.sequence() != first) {
          continue;
        }
        whole &= (message.flags() & NLM_F_DUMP_INTR) == 0;
        switch (message.reply().type()) {
          case NLMSG_DONE -> {
            return whole;
          }
          case NLMSG_ERROR -> require(question, outcome(message));
          default -> taker.accept(message.reply());
        }
      }
    }
  }

  private void require(NetlinkMessage request, Outcome outcome) {
    if (!outcome.done()) {
      throw refused(request, outcome);
    }
  }

  /// What to throw for a request that was not done.
  public KernelException refused(NetlinkMessage request, Outcome outcome) {
    var words = ErrorNumber.text(outcome.number());
    return new KernelException(
        purpose(request),
        outcome.words().isEmpty() ? words : words + ": " + outcome.words(),
        outcome.number());
  }

  private String purpose(NetlinkMessage request) {
    return request.purpose() + " in " + namespace;
  }

  private void send(List<NetlinkMessage> messages) {
    var length = messages.stream().mapToInt(message -> message.bytes().length).sum();
    var out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    for (var message : messages) {
      var start = out.position();
      out.put(message.bytes());
      out.putInt(start + NetlinkMessage.SEQUENCE_AT, sequence);
      sequence++;
    }
    try {
      LibC.send(file, out.array(), new NativeLong(length), 0);
    } catch (LastErrorException e) {
      throw KernelException.of(purpose(messages.getFirst()), e.getErrorCode());
    }
  }

  private record Received(int sequence, int flags, NetlinkReply reply) {}

  private List<Received> receive() {
    int length;
    try {
      length = LibC.recv(file, in, new NativeLong(in.length), 0).intValue();
    } catch (LastErrorException e) {
      throw KernelException.of("hear the kernel's answer in " + namespace, e.getErrorCode());
    }
    var buffer = ByteBuffer.wrap(in).order(ByteOrder.nativeOrder());
    var found = new ArrayList<Received>();
    var at = 0;
    while (at + NetlinkMessage.HEADER_BYTES <= length) {
      var bytes = buffer.getInt(at);
      found.add(
          new Received(
              buffer.getInt(at + NetlinkMessage.SEQUENCE_AT),
              Short.toUnsignedInt(buffer.getShort(at + NetlinkMessage.FLAGS_AT)),
              new NetlinkReply(
                  Short.toUnsignedInt(buffer.getShort(at + NetlinkMessage.TYPE_AT)),
                  Arrays.copyOfRange(in, at + NetlinkMessage.HEADER_BYTES, at + bytes))));
      at += (bytes + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
    }
    return found;
  }

  private static Outcome outcome(Received message) {
    var number = -message.reply().u32(0);
    if (number == 0) {
      return Outcome.DONE;
    }
    var words =
        (message.flags() & NLM_F_ACK_TLVS) == 0
            ? ""
            : message.reply().attributes(ERROR_BYTES).text(NLMSGERR_ATTR_MSG);
    return new Outcome(number, words);
  }

  @Override
  public void close() {
    try {
      LibC.close(file);
    } catch (LastErrorException e) {
      throw KernelException.of("close a netlink socket in " + namespace, e.getErrorCode());
    }
  }
}
