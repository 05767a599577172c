package io.ciao.launcher.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Whether guests really run under KVM here. That `/dev/kvm` opens proves nothing: there are
/// machines on which it opens and a kernel hangs. So a boot sector is run under `-cpu host`, the
/// way instances would be; it writes one byte to a debug port, on which QEMU exits with status
/// 2·byte + 1.
public final class KvmProbe {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int PORT = 0x501;
  private static final int BYTE = 0x21;

  private KvmProbe() {}

  /// KVM if guests run under it here, else TCG.
  ///
  /// @param scratch an existing directory; the probe leaves nothing there
  public static Accelerator choose(Path scratch) throws IOException, InterruptedException {
    return Files.isWritable(Path.of("/dev/kvm")) && boots(scratch, "kvm", "host")
        ? Accelerator.KVM
        : Accelerator.TCG;
  }

  /// Whether the boot sector reaches its end in time under this accelerator and processor.
  static boolean boots(Path scratch, String accelerator, String cpu)
      throws IOException, InterruptedException {
    var disk = Files.createTempFile(scratch, "probe", ".img");
    Process process = null;
    try {
      Files.write(disk, bootSector());
      process =
          new ProcessBuilder(command(disk, accelerator, cpu))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      return process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          && process.exitValue() == 2 * BYTE + 1;
    } catch (IOException e) {
      // No QEMU on this machine: the driver's start says so more clearly.
      return false;
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(disk);
    }
  }

  private static List<String> command(Path disk, String accelerator, String cpu) {
    return List.of(
        QemuCommandLine.PROGRAM,
        "-accel",
        accelerator,
        "-cpu",
        cpu,
        "-machine",
        "pc",
        "-m",
        "16M",
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-drive",
        "format=raw,if=ide,file=" + QemuCommandLine.quoted(disk.toString()),
        "-device",
        "isa-debug-exit,iobase=0x%x,iosize=0x01".formatted(PORT));
  }

  /// `mov dx, PORT; mov al, BYTE; out dx, al; hlt; jmp $-1` and the mark of a boot sector.
  static byte[] bootSector() {
    var sector = new byte[512];
    var code =
        new byte[] {
          (byte) 0xBA,
          (byte) (PORT & 0xFF),
          (byte) (PORT >> 8),
          (byte) 0xB0,
          BYTE,
          (byte) 0xEE,
          (byte) 0xF4,
          (byte) 0xEB,
          (byte) 0xFD
        };
    System.arraycopy(code, 0, sector, 0, code.length);
    sector[510] = 0x55;
    sector[511] = (byte) 0xAA;
    return sector;
  }
}
