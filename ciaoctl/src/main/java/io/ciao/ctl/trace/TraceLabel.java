package io.ciao.ctl.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.ctl.apply.Wanted;
import io.ciao.ctl.session.UsageException;
import java.util.regex.Pattern;

/// The label under which starts are traced. Pure.
public final class TraceLabel {
  private static final Pattern VALUE =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._]{0,61}[A-Za-z0-9])?");

  private TraceLabel() {}

  /// The text, if a label can hold it.
  public static String require(String text) {
    if (!VALUE.matcher(text).matches()) {
      throw new UsageException(
          "\"%s\" is no label to trace under; use up to 63 letters, digits, - . and _, a letter or digit first and last"
              .formatted(text));
    }
    return text;
  }

  /// The object with the label, where its starts can be traced: an Instance, or the instances of a
  /// set.
  public static Wanted on(Wanted wanted, String label) {
    var kind = wanted.kind().kind();
    var isSet = kind.equals(InstanceSet.KIND);
    if (!isSet && !kind.equals(Instance.KIND)) {
      return wanted;
    }
    var object = wanted.object().deepCopy();
    ObjectNode holder = isSet ? object.withObject("/spec").withObject("/template") : object;
    holder.withObject("/metadata").withObject("/labels").put(Instance.TRACE_LABEL, label);
    return new Wanted(wanted.from(), wanted.kind(), wanted.namespace(), wanted.name(), object);
  }
}
