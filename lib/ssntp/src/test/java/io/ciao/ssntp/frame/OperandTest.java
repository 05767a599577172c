package io.ciao.ssntp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OperandTest {

  private static final UUID ORIGIN = new UUID(1, 2);

  @Test
  void everyOperandHasTheNumberOfTheDocument() {
    assertNumbered(
        Command.CONNECT,
        Command.START,
        Command.STATS,
        Command.EVACUATE,
        Command.DELETE,
        Command.ASSIGN_PUBLIC_IP,
        Command.RELEASE_PUBLIC_IP,
        Command.CONFIGURE,
        Command.ATTACH_VOLUME,
        Command.RESTORE,
        Command.REFRESH_CNCI);
    assertNumbered(Status.CONNECTED, Status.READY, Status.FULL, Status.OFFLINE, Status.MAINTENANCE);
    assertNumbered(
        Event.TENANT_ADDED,
        Event.TENANT_REMOVED,
        Event.INSTANCE_DELETED,
        Event.CONCENTRATOR_INSTANCE_ADDED,
        Event.PUBLIC_IP_ASSIGNED,
        Event.PUBLIC_IP_UNASSIGNED,
        Event.TRACE_REPORT,
        Event.NODE_CONNECTED,
        Event.NODE_DISCONNECTED,
        Event.INSTANCE_STOPPED);
    assertThat(Event.RENEWED.code()).isEqualTo(128);
    assertThat(Operand.fromCodes(FrameType.EVENT.code(), 128)).contains(Event.RENEWED);
    assertThat(Operand.fromCodes(FrameType.EVENT.code(), -1)).isEmpty();
    assertNumbered(
        ErrorCode.INVALID_FRAME_TYPE,
        ErrorCode.START_FAILURE,
        ErrorCode.CONNECTION_FAILURE,
        ErrorCode.DELETE_FAILURE,
        ErrorCode.CONNECTION_ABORTED,
        ErrorCode.INVALID_CONFIGURATION,
        ErrorCode.ATTACH_VOLUME_FAILURE,
        ErrorCode.ASSIGN_PUBLIC_IP_FAILURE,
        ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE);
  }

  private static void assertNumbered(Operand... operands) {
    for (var code = 0; code < operands.length; code++) {
      assertThat(operands[code].code()).isEqualTo(code);
      assertThat(Operand.fromCodes(operands[code].type().code(), code)).contains(operands[code]);
    }
    assertThat(Operand.fromCodes(operands[0].type().code(), operands.length)).isEmpty();
  }

  @Test
  void everyOperandHasATextOfItsOwn() {
    var operands = new ArrayList<Operand>(List.of(Command.values()));
    operands.addAll(List.of(Status.values()));
    operands.addAll(List.of(Event.values()));
    operands.addAll(List.of(ErrorCode.values()));
    assertThat(operands).extracting(Operand::text).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void frameTypesHaveTheNumbersOfTheDocument() {
    assertThat(List.of(0, 1, 2, 3))
        .containsExactly(
            FrameType.COMMAND.code(),
            FrameType.STATUS.code(),
            FrameType.ERROR.code(),
            FrameType.EVENT.code());
    assertThat(FrameType.fromCode(4)).isEmpty();
    assertThat(FrameType.fromCode(2)).contains(FrameType.ERROR);
    assertThat(FrameType.fromCode(0)).contains(FrameType.COMMAND);
  }

  @Test
  void aFrameIsUnknownByItsTypeOrOnlyByItsOperand() {
    assertThat(unknown(4, 0).typeUnknown()).isTrue();
    assertThat(unknown(255, 0).typeUnknown()).isTrue();
    assertThat(unknown(0, 11).typeUnknown()).isFalse();
    assertThat(unknown(3, 255).typeUnknown()).isFalse();
  }

  @Test
  void aFrameKeepsAllButItsTraceWhenThatChanges() {
    var trace = Trace.labelled(Bytes.utf8("l"));
    for (var frame : List.of(unknown(9, 7), TrafficFrame.of(Status.READY, ORIGIN, Bytes.EMPTY))) {
      assertThat(frame.withTrace(trace).trace()).isEqualTo(trace);
      assertThat(frame.withTrace(trace).withTrace(null)).isEqualTo(frame);
    }
  }

  private static UnknownFrame unknown(int type, int operand) {
    return new UnknownFrame(type, operand, ORIGIN, Bytes.utf8("p"), null);
  }

  @Test
  void combinedRolesPrintAsInTheOriginal() {
    assertThat(new Roles(0x14)).hasToString("CNAgent-NetworkingAgent");
    assertThat(new Roles(0x3f))
        .hasToString("Server-Controller-CNAgent-Scheduler-NetworkingAgent-CNCIAgent");
    assertThat(Roles.NONE).hasToString("");
  }

  @Test
  void everyRoleIsFoundByItsOidAndWord() {
    for (var role : Role.values()) {
      assertThat(Role.fromOid(role.oid())).contains(role);
      assertThat(Role.fromWord(role.word())).contains(role);
    }
    assertThat(Role.AGENT.oid()).isEqualTo("1.3.6.1.4.1.343.8.1");
    assertThat(Role.fromOid("1.3.6.1.4.1.343.8.7")).isEmpty();
  }
}
