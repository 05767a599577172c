package io.ciao.api.instance;

import io.ciao.api.unit.Quantity;
import io.ciao.api.workload.CloudInit;
import io.ciao.api.workload.EnvVar;
import io.ciao.api.workload.Placement;
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

  private static final long DEFAULT_VCPUS = 1;
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

  /// What an instance that was bound is made from: its own fields as they are now over those that
  /// its workload had then. Empty where its status does not say what that was.
  public static Optional<EffectiveSpec> ofBound(Instance instance) {
    var resolved = instance.status().resolved();
    return resolved == null ? Optional.empty() : Optional.of(of(instance.spec(), resolved.base()));
  }

  /// An instance's own fields over those of a workload.
  public static EffectiveSpec of(InstanceSpec instance, WorkloadSpec workload) {
    var spec = instance.over(workload);
    var resources = spec.resources();
    var command = spec.command();
    var env = spec.env();
    var placement = spec.placement();
    return new EffectiveSpec(
        "container".equals(spec.runtime()) ? Runtime.CONTAINER : Runtime.VM,
        Optional.ofNullable(spec.image()),
        "efi".equals(spec.firmware()) ? Firmware.EFI : Firmware.LEGACY,
        resources == null || resources.vcpus() == null ? DEFAULT_VCPUS : resources.vcpus(),
        bytes(resources == null ? null : resources.memory(), DEFAULT_MEMORY_BYTES),
        bytes(resources == null ? null : resources.disk(), 0),
        userData(spec.cloudInit()),
        command == null ? List.of() : command,
        env == null ? List.of() : env,
        Boolean.TRUE.equals(spec.privileged()),
        placement == null ? Placement.ANY : placement);
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
}
