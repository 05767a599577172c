package io.ciao.cnci;

import io.ciao.program.Program;

/// The program `ciao-cnci-agent`.
public final class CnciMain {
  private CnciMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Program.run(CnciConfig.FLAGS, arguments, given -> CnciAgent.start(CnciConfig.of(given)));
  }
}
