package io.ciao.ssntp;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.ConnectFrame;
import io.ciao.ssntp.frame.ConnectedFrame;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.FrameEncoder;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.gob.GobOutput;
import io.ciao.ssntp.gob.GobTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Generated frames, and frames as bytes.
public final class Frames {

  private Frames() {}

  /// What a fresh encoder writes for these frames.
  public static byte[] encode(List<? extends Frame> frames) {
    var encoder = new FrameEncoder();
    var out = new GobOutput();
    frames.forEach(frame -> encoder.encode(frame, out));
    return out.toByteArray();
  }

  /// Any frame.
  public static Frame any(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> new ConnectFrame(new Roles(random.nextInt()), uuid(random), uuid(random));
      case 1 ->
          new ConnectedFrame(
              new Roles(random.nextInt()), uuid(random), uuid(random), bytes(random));
      case 2 ->
          new UnknownFrame(
              4 + random.nextInt(252),
              random.nextInt(256),
              uuid(random),
              bytes(random),
              trace(random));
      case 3 -> new UnknownFrame(0, 11, uuid(random), bytes(random), trace(random));
      default ->
          TrafficFrame.of(operand(random), uuid(random), bytes(random)).withTrace(trace(random));
    };
  }

  private static Operand operand(RandomGenerator random) {
    var operands = new ArrayList<Operand>();
    operands.addAll(List.of(Command.values()));
    operands.addAll(List.of(Status.values()));
    operands.addAll(List.of(Event.values()));
    operands.addAll(List.of(ErrorCode.values()));
    operands.remove(Command.CONNECT);
    operands.remove(Status.CONNECTED);
    return operands.get(random.nextInt(operands.size()));
  }

  /// Any UUID, the nil one now and then.
  public static UUID uuid(RandomGenerator random) {
    return random.nextInt(16) == 0
        ? new UUID(0, 0)
        : new UUID(random.nextLong(), random.nextLong());
  }

  /// Any payload: mostly small, around the steps of the length prefix, now and then large.
  public static Bytes bytes(RandomGenerator random) {
    var length =
        switch (random.nextInt(6)) {
          case 0 -> 0;
          case 1 -> 60 + random.nextInt(40);
          case 2 -> 190 + random.nextInt(80);
          case 3 -> random.nextInt(70_000);
          default -> random.nextInt(32);
        };
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static @Nullable Trace trace(RandomGenerator random) {
    if (random.nextBoolean()) {
      return null;
    }
    var path = new ArrayList<Trace.Hop>();
    for (var i = random.nextInt(4); i > 0; i--) {
      path.add(
          new Trace.Hop(uuid(random), new Roles(random.nextInt()), time(random), time(random)));
    }
    return new Trace(
        bytes(random).length() > 4096 ? Bytes.EMPTY : label(random),
        time(random),
        time(random),
        random.nextBoolean(),
        path);
  }

  private static Bytes label(RandomGenerator random) {
    return Bytes.utf8("label-" + random.nextInt(1000));
  }

  private static @Nullable GobTime time(RandomGenerator random) {
    var instant =
        Instant.ofEpochSecond(random.nextLong(-1L << 36, 1L << 36), random.nextInt(1_000_000_000));
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> GobTime.utc(instant);
      case 2 -> new GobTime(instant, 60 * random.nextInt(2, 800));
      default -> new GobTime(instant, random.nextInt(-50_000, -120));
    };
  }
}
