package io.ciao.linux.net;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Where a command runs or a link lives.
public sealed interface NetNamespace {
  /// The namespace that this process is in.
  record Current() implements NetNamespace {
    @Override
    public String path() {
      return "/proc/self/ns/net";
    }

    @Override
    public String targetName() {
      throw new IllegalStateException("the current namespace has no name");
    }

    @Override
    public List<String> entering(List<String> argv) {
      return List.copyOf(argv);
    }

    @Override
    public String toString() {
      return "the current namespace";
    }
  }

  /// A namespace with a name in /run/netns.
  record Named(String name) implements NetNamespace {
    private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

    public Named {
      if (!FORM.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "network namespace name \""
                + name
                + "\" must start with a letter and have at most 63 letters, digits, '-', '_', '.'");
      }
    }

    @Override
    public String path() {
      return "/run/netns/" + name;
    }

    @Override
    public String targetName() {
      return name;
    }

    @Override
    public List<String> entering(List<String> argv) {
      return NetNamespace.entering(path(), argv);
    }

    @Override
    public String toString() {
      return "namespace " + name;
    }
  }

  /// The namespace that a process is in, for example a container's.
  record OfProcess(long pid) implements NetNamespace {
    public OfProcess {
      if (pid <= 0) {
        throw new IllegalArgumentException("pid " + pid + " names no process");
      }
    }

    @Override
    public String path() {
      return "/proc/" + pid + "/ns/net";
    }

    @Override
    public String targetName() {
      return Long.toString(pid);
    }

    @Override
    public List<String> entering(List<String> argv) {
      return NetNamespace.entering(path(), argv);
    }

    @Override
    public String toString() {
      return "the namespace of process " + pid;
    }
  }

  NetNamespace CURRENT = new Current();

  static NetNamespace named(String name) {
    return new Named(name);
  }

  /// A file whose opening gives the namespace, for `nsenter` and for setns.
  String path();

  /// How `ip` names it as the target of `netns`; the current one has no such name.
  String targetName();

  /// The same program run inside. Unlike `ip netns exec` this leaves /sys as it is.
  List<String> entering(List<String> argv);

  private static List<String> entering(String path, List<String> argv) {
    var all = new ArrayList<String>(argv.size() + 2);
    all.add("nsenter");
    all.add("--net=" + path);
    all.addAll(argv);
    return List.copyOf(all);
  }
}
