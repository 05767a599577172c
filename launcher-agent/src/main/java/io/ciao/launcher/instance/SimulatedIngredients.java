package io.ciao.launcher.instance;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.driver.Guest;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.simulated.SimulatedDriver;
import java.util.Collections;
import java.util.List;

/// What a simulated copy needs: nothing but its epoch.
final class SimulatedIngredients implements IngredientsReader {
  private static final Nic NIC = new Nic("", "", 0, "", "", 0, new Nic.Dns("", List.of()));

  @Override
  public Choice driver(Kept kept, Instance instance) {
    return new Choice.Chosen(SimulatedDriver.NAME);
  }

  @Override
  public Ingredients read(Kept kept, Instance instance, boolean prepared) {
    var binding = instance.status().binding();
    if (binding == null) {
      throw new IllegalStateException("ingredients of an unbound instance " + kept.key());
    }
    var guest =
        new Guest(
            kept.key().name(),
            Collections.emptySortedMap(),
            "",
            List.of(),
            Collections.emptySortedMap());
    return new Ingredients.Ready(
        new StartPlan(
            DesiredReader.name(kept),
            binding.epoch(),
            machine(instance),
            new ImageChoice.NoImage(),
            guest,
            NIC));
  }

  /// As large as it was asked for, for what it seems to use.
  private static Machine machine(Instance instance) {
    return EffectiveSpec.ofBound(instance)
        .map(spec -> new Machine(spec.vcpus(), spec.memoryBytes(), spec.diskBytes(), false, false))
        .orElse(new Machine(0, 0, 0, false, false));
  }

  @Override
  public Network network(Kept kept, Instance instance) {
    return new Network.Complete(NIC);
  }
}
