package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;

/// The key: one line as in `authorized_keys`.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SSHKeySpec(String publicKey) {

  public static final SSHKeySpec EMPTY = new SSHKeySpec("");
}
