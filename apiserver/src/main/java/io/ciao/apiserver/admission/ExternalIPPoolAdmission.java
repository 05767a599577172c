package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Range;
import java.util.ArrayList;
import java.util.List;

/// An ExternalIPPool's ranges are real ranges that do not overlap each other.
final class ExternalIPPoolAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    check(draft);
    InitialStatus.pending(draft, "waiting for the scheduler to count its addresses");
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  private static void check(Draft draft) {
    List<Ipv4Range> seen = new ArrayList<>();
    JsonNode ranges = draft.tree().path("spec").path("ranges");
    for (int i = 0; i < ranges.size(); i++) {
      String path = "spec.ranges[" + i + "]";
      try {
        Ipv4Range range = Ipv4Range.parse(ranges.get(i).asText());
        seen.stream()
            .filter(range::overlaps)
            .findFirst()
            .ifPresent(
                other ->
                    draft.refuse(Cause.invalid(path, range + " overlaps " + other + " above")));
        seen.add(range);
      } catch (AddressFormatException e) {
        draft.refuse(Cause.invalid(path, String.valueOf(e.getMessage())));
      }
    }
  }
}
