package io.ciao.launcher.instance;

import io.ciao.api.image.Image;
import io.ciao.api.image.ImageSource;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.api.tenant.SSHKey;
import io.ciao.api.unit.UnitFormatException;
import io.ciao.api.workload.EnvVar;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.References;
import io.ciao.launcher.desired.References.Lookup;
import io.ciao.launcher.docker.DockerDriver;
import io.ciao.launcher.driver.Guest;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.image.ImageCache;
import io.ciao.launcher.image.ImageState;
import io.ciao.launcher.instance.Ingredients.Unusable;
import io.ciao.launcher.instance.Ingredients.Waiting;
import io.ciao.launcher.qemu.QemuDriver;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Finds the image, the ssh keys and the concentrator of a real instance. What it is made from, its
/// status says since its bind.
final class StartIngredients implements IngredientsReader {

  private final References references;
  private final ImageCache images;
  private final Consumer<String> mark;

  /// @param mark told the uid of an instance whose image has become ready
  StartIngredients(References references, ImageCache images, Consumer<String> mark) {
    this.references = references;
    this.images = images;
    this.mark = mark;
  }

  /// Ends a resolution at the first thing that is missing.
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    final transient Ingredients what;

    Missing(Ingredients what) {
      super(null, null, false, false);
      this.what = what;
    }
  }

  @Override
  public Choice driver(Kept object, Instance instance) {
    try {
      return switch (effective(instance).runtime()) {
        case VM -> new Choice.Chosen(QemuDriver.NAME);
        case CONTAINER -> new Choice.Chosen(DockerDriver.NAME);
      };
    } catch (Missing missing) {
      return switch (missing.what) {
        case Waiting waiting -> new Choice.Unknown(waiting.reason(), waiting.message());
        case Unusable unusable -> new Choice.Unknown(unusable.reason(), unusable.message());
        case Ingredients.NotLooked _, Ingredients.Ready _ ->
            throw new IllegalStateException("only what is missing ends a resolution");
      };
    }
  }

  @Override
  public Ingredients read(Kept object, Instance instance, boolean prepared)
      throws InterruptedException {
    try {
      var spec = effective(instance);
      var binding = instance.status().binding();
      if (binding == null) {
        throw new IllegalStateException("ingredients of an unbound instance " + object.key());
      }
      var plan =
          new StartPlan(
              DesiredReader.name(object),
              binding.epoch(),
              machine(spec),
              prepared ? new ImageChoice.NoImage() : image(object, instance, spec),
              guest(object, instance, spec),
              nic(object, instance));
      return new Ingredients.Ready(plan);
    } catch (Missing missing) {
      return missing.what;
    }
  }

  @Override
  public Network network(Kept object, Instance instance) {
    try {
      return new Network.Complete(nic(object, instance));
    } catch (Missing missing) {
      return switch (missing.what) {
        case Waiting waiting -> new Network.Missing(waiting.reason(), waiting.message());
        case Unusable unusable -> new Network.Missing(unusable.reason(), unusable.message());
        case Ingredients.NotLooked _, Ingredients.Ready _ ->
            throw new IllegalStateException("only what is missing ends a resolution");
      };
    }
  }

  private static EffectiveSpec effective(Instance instance) throws Missing {
    try {
      return EffectiveSpec.ofBound(instance).orElseThrow(StartIngredients::unresolved);
    } catch (UnitFormatException e) {
      throw new Missing(
          new Unusable(InstanceReasons.LAUNCH_FAILURE, String.valueOf(e.getMessage())));
    }
  }

  private static Missing unresolved() {
    return new Missing(
        new Waiting(
            InstanceReasons.NOT_RESOLVED,
            "its status does not say what it was bound as, which only instances:bind writes; unbind"
                + " it, so that it is bound anew"));
  }

  private static Machine machine(EffectiveSpec spec) {
    return new Machine(
        spec.vcpus(),
        spec.memoryBytes(),
        spec.diskBytes(),
        spec.firmware() == EffectiveSpec.Firmware.EFI,
        spec.privileged());
  }

  private ImageChoice image(Kept object, Instance instance, EffectiveSpec spec)
      throws Missing, InterruptedException {
    var resolved = instance.status().resolved();
    if (resolved == null) {
      throw unresolved();
    }
    var found = image(resolved.image());
    var image = found.as(Image.class);
    var format = image.spec().format();
    var source = image.spec().source();
    var container = spec.runtime() == EffectiveSpec.Runtime.CONTAINER;
    if (source == null || format == null || container != format.equals("docker")) {
      throw new Missing(
          new Unusable(
              InstanceReasons.IMAGE_NOT_ALLOWED,
              "Image "
                  + found.key()
                  + " has format "
                  + format
                  + ", which a "
                  + (container ? "container" : "virtual machine")
                  + " cannot be made from"));
    }
    return choose(object.uid(), found.key(), format, source);
  }

  private Kept image(ObjectKey key) throws Missing {
    return switch (references.find(KeptKind.IMAGE, key)) {
      case Lookup.Found(Kept found) -> found;
      case Lookup.Absent absent ->
          throw new Missing(
              new Waiting(InstanceReasons.WAITING_FOR_IMAGE, absent.problem() + "; create it"));
      case Lookup.Unknown unknown ->
          throw new Missing(new Waiting(InstanceReasons.WAITING_FOR_IMAGE, unknown.problem()));
    };
  }

  private ImageChoice choose(String uid, ObjectKey key, String format, ImageSource source)
      throws Missing, InterruptedException {
    var docker = source.docker();
    if (docker != null) {
      return new ImageChoice.ContainerImage(docker.name());
    }
    var file = source.file();
    if (file == null) {
      throw new Missing(
          new Unusable(InstanceReasons.IMAGE_NOT_FOUND, "Image " + key + " has no source"));
    }
    return switch (images.state(file.path(), file.sha256(), format, () -> mark.accept(uid))) {
      case ImageState.Ready ready -> new ImageChoice.DiskImage(ready.path(), format);
      case ImageState.Preparing _ ->
          throw new Missing(
              new Waiting(
                  InstanceReasons.WAITING_FOR_IMAGE,
                  "image file " + file.path() + " is being copied and verified"));
      case ImageState.Unusable unusable ->
          throw new Missing(new Unusable(unusable.reason(), unusable.message()));
    };
  }

  private Guest guest(Kept object, Instance instance, EffectiveSpec spec) throws Missing {
    var environment = new TreeMap<String, String>();
    for (EnvVar variable : spec.env()) {
      var value = variable.value();
      environment.put(variable.name(), value == null ? "" : value);
    }
    // A container has nobody who would accept a key.
    var keys =
        spec.runtime() == EffectiveSpec.Runtime.VM
            ? keys(object, instance.spec().sshKeys())
            : new TreeMap<String, String>();
    return new Guest(object.key().name(), keys, spec.userData(), spec.command(), environment);
  }

  private SortedMap<String, String> keys(Kept object, List<String> names) throws Missing {
    var keys = new TreeMap<String, String>();
    for (var name : names) {
      var key = new ObjectKey(object.key().namespace(), name);
      switch (references.find(KeptKind.SSH_KEY, key)) {
        case Lookup.Found(Kept found) -> keys.put(name, found.as(SSHKey.class).spec().publicKey());
        case Lookup.Absent absent ->
            throw new Missing(
                new Waiting(InstanceReasons.WAITING_FOR_SSH_KEY, absent.problem() + "; create it"));
        case Lookup.Unknown unknown ->
            throw new Missing(new Waiting(InstanceReasons.WAITING_FOR_SSH_KEY, unknown.problem()));
      }
    }
    return keys;
  }

  private Nic nic(Kept object, Instance instance) throws Missing {
    var network = instance.status().network();
    if (network == null) {
      throw new Missing(
          new Waiting(InstanceReasons.WAITING_FOR_CONCENTRATOR, "it was bound without an address"));
    }
    var key = new ObjectKey(object.key().namespace(), network.concentrator());
    return switch (references.find(KeptKind.CONCENTRATOR, key)) {
      case Lookup.Found(Kept found) -> nic(found, network);
      case Lookup.Absent absent ->
          throw new Missing(
              new Waiting(InstanceReasons.WAITING_FOR_CONCENTRATOR, absent.problem()));
      case Lookup.Unknown unknown ->
          throw new Missing(
              new Waiting(InstanceReasons.WAITING_FOR_CONCENTRATOR, unknown.problem()));
    };
  }

  private static Nic nic(Kept found, InstanceNetwork network) throws Missing {
    var spec = found.as(Concentrator.class).spec();
    var gateway = spec.gateway();
    return new Nic(
        found.key().toString(),
        network.address(),
        network.address6(),
        Ipv4Subnet.parse(network.subnet()).prefixLength(),
        network.mac(),
        gateway.ip(),
        spec.mtu(),
        new Nic.Dns(String.valueOf(spec.dns().domain()), List.of(gateway.ip())));
  }
}
