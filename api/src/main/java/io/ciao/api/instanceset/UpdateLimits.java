package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a set may go away from its number of instances while it replaces them. Each is a number
/// or a share of the replicas such as `25%`.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdateLimits(@Nullable String maxSurge, @Nullable String maxUnavailable) {

  /// What holds where nothing is said.
  public static final UpdateLimits DEFAULT = new UpdateLimits("25%", "25%");

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})(%?)");
  private static final int HUNDRED = 100;

  /// Whether that is a number or a share, for messages to people.
  public static boolean readable(String text) {
    return FORM.matcher(text).matches();
  }

  /// How many instances there may be beyond `replicas`; a share is rounded up.
  public int surge(int replicas) {
    var text = maxSurge == null ? DEFAULT.maxSurge() : maxSurge;
    return resolve(text, replicas, HUNDRED - 1);
  }

  /// How many of `replicas` may be unavailable; a share is rounded down. At least 1 where nothing
  /// may be added, since else nothing could ever be replaced.
  public int unavailable(int replicas) {
    var text = maxUnavailable == null ? DEFAULT.maxUnavailable() : maxUnavailable;
    var number = Math.min(resolve(text, replicas, 0), replicas);
    return number == 0 && surge(replicas) == 0 ? 1 : number;
  }

  /// What nobody can read counts as none, which is the careful end.
  private static int resolve(@Nullable String text, int replicas, int roundingUp) {
    var form = FORM.matcher(text == null ? "" : text);
    if (!form.matches()) {
      return 0;
    }
    var number = Integer.parseInt(form.group(1));
    return form.group(2).isEmpty()
        ? number
        : Math.toIntExact(((long) number * replicas + roundingUp) / HUNDRED);
  }
}
