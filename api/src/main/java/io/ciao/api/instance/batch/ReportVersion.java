package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/// Which of two reports about an instance counts: the one with the greater (epoch, incarnation,
/// seq).
///
/// @param epoch of the binding that the copy belongs to
/// @param incarnation of the node
/// @param seq the agent's counter
public record ReportVersion(long epoch, long incarnation, long seq)
    implements Comparable<ReportVersion> {
  private static final Comparator<ReportVersion> ORDER =
      Comparator.comparingLong(ReportVersion::epoch)
          .thenComparingLong(ReportVersion::incarnation)
          .thenComparingLong(ReportVersion::seq);

  static ReportVersion read(ItemFields fields) {
    return new ReportVersion(
        fields.number("epoch"), fields.number("incarnation"), fields.number("seq"));
  }

  /// Of `status.observed`; below all others where nothing was observed.
  public static ReportVersion of(JsonNode observed) {
    return new ReportVersion(
        observed.path("epoch").asLong(-1),
        observed.path("incarnation").asLong(-1),
        observed.path("seq").asLong(-1));
  }

  public boolean isNewerThan(ReportVersion other) {
    return compareTo(other) > 0;
  }

  /// Whether both are of one copy in one life of its node.
  public boolean sameLife(ReportVersion other) {
    return epoch == other.epoch && incarnation == other.incarnation;
  }

  /// Puts the three fields into an object.
  public void writeTo(ObjectNode tree) {
    tree.put("epoch", epoch).put("incarnation", incarnation).put("seq", seq);
  }

  @Override
  public int compareTo(ReportVersion other) {
    return ORDER.compare(this, other);
  }
}
