package io.ciao.apiserver;

import io.ciao.program.Program;

/// The program `ciao-apiserver`.
public final class ApiServerMain {
  private ApiServerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Program.run(
        ApiServerConfig.FLAGS, arguments, given -> ApiServer.start(ApiServerConfig.of(given)));
  }
}
