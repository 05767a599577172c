package io.ciao.api.instance;

import io.ciao.api.unit.Quantity;
import io.ciao.api.workload.CloudInit;
import io.ciao.api.workload.EnvVar;
import io.ciao.api.workload.Placement;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an instance is after its workload's fields have been overlaid by its own, and the defaults
/// filled in.
///
/// `diskBytes` is 0 where the image's own size is wanted. `image` is absent where neither names
/// one.
public record EffectiveSpec(
    Runtime runtime,
    Optional<String> image,
    Firmware firmware,
    long vcpus,
    long memoryBytes,
    long diskBytes,
    String userData,
    List<String> command,
    List<EnvVar> env,
    boolean privileged,
    Placement placement) {

  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  /// How an instance is run. Named as the API's field; it is only written `EffectiveSpec.Runtime`.
  @SuppressWarnings("AvoidCommonTypeNames")
  public enum Runtime {
    VM,
    CONTAINER
  }

  /// What a virtual machine boots with.
  public enum Firmware {
    LEGACY,
    EFI
  }

  /// Refuses negative sizes, which would make room on a node where there is none.
  public EffectiveSpec {
    if (vcpus < 0 || memoryBytes < 0 || diskBytes < 0) {
      throw new IllegalArgumentException(
          "an instance's size is not negative, found %d vCPUs, %d bytes of memory, %d of disk"
              .formatted(vcpus, memoryBytes, diskBytes));
    }
    command = List.copyOf(command);
    env = List.copyOf(env);
  }

  /// The effective spec. `workload` is null where the instance names none (or where only its own
  /// fields are of interest).
  public static EffectiveSpec of(Instance instance, @Nullable Workload workload) {
    var own = instance.spec();
    var base = workload == null ? WorkloadSpec.EMPTY : workload.spec();
    var runtime = first(own.runtime(), base.runtime());
    var firmware = first(own.firmware(), base.firmware());
    var cloudInit = first(own.cloudInit(), base.cloudInit());
    var command = first(own.command(), base.command());
    var env = first(own.env(), base.env());
    var privileged = first(own.privileged(), base.privileged());
    var placement = first(own.placement(), base.placement());
    var resources = overlay(own.resources(), base.resources());
    return new EffectiveSpec(
        "container".equals(runtime) ? Runtime.CONTAINER : Runtime.VM,
        Optional.ofNullable(first(own.image(), base.image())),
        "efi".equals(firmware) ? Firmware.EFI : Firmware.LEGACY,
        resources.vcpus() == null ? 1 : resources.vcpus(),
        bytes(resources.memory(), DEFAULT_MEMORY_BYTES),
        bytes(resources.disk(), 0),
        userData(cloudInit),
        command == null ? List.of() : command,
        env == null ? List.of() : env,
        privileged != null && privileged,
        placement == null ? new Placement(null, null, null) : placement);
  }

  private static Resources overlay(@Nullable Resources own, @Nullable Resources base) {
    var over = own == null ? new Resources(null, null, null) : own;
    var under = base == null ? new Resources(null, null, null) : base;
    return new Resources(
        first(over.vcpus(), under.vcpus()),
        first(over.memory(), under.memory()),
        first(over.disk(), under.disk()));
  }

  /// User data may hold passwords, so it never gets into a log.
  @Override
  public String toString() {
    return "EffectiveSpec[runtime=%s, image=%s, vcpus=%d, memoryBytes=%d, diskBytes=%d]"
        .formatted(runtime, image.orElse("none"), vcpus, memoryBytes, diskBytes);
  }

  private static String userData(@Nullable CloudInit cloudInit) {
    var text = cloudInit == null ? null : cloudInit.userData();
    return text == null ? "" : text;
  }

  private static long bytes(@Nullable String quantity, long otherwise) {
    return quantity == null ? otherwise : Quantity.parse(quantity).bytes();
  }

  private static <T> @Nullable T first(@Nullable T own, @Nullable T base) {
    return own == null ? base : own;
  }
}
