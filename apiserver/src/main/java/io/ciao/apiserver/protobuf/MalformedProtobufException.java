package io.ciao.apiserver.protobuf;

/// Bytes that are no protobuf message of the wanted shape. The message says where, and shows no
/// content.
public final class MalformedProtobufException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedProtobufException(String message) {
    super(message);
  }
}
