package io.ciao.ctl.create;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `create KIND NAME` may say beside these two; each kind takes some of it.
public final class NewArguments {
  static final String LITERAL = "--from-literal";
  static final String FILE = "--from-file";
  static final String GENERATE = "--generate";
  static final String OUT = "--out";
  static final String ALLOW = "--allow";
  static final String ALLOW_EGRESS = "--allow-egress";
  static final String POOL = "--pool";
  static final String ADDRESS = "--address";
  static final String INSTANCE = "--instance";

  @Option(
      names = LITERAL,
      paramLabel = "KEY=VALUE",
      description = "A value of a configmap or secret.")
  private List<String> literals = new ArrayList<>();

  @Option(
      names = FILE,
      paramLabel = "[KEY=]FILE",
      description = "The public key, the image, or a value of a configmap or secret.")
  private List<String> files = new ArrayList<>();

  @Option(names = GENERATE, description = "Make the pair of an sshkey here.")
  private boolean generate;

  @Option(
      names = OUT,
      paramLabel = "FILE",
      description = "Where the private half of that pair goes; default: ~/.ssh/ciao_NAME.")
  private @Nullable Path out;

  @Option(
      names = ALLOW,
      paramLabel = "RULES",
      description =
          "What instances of a securitygroup accept: tcp:22,udp:53-60,icmp; from whom:"
              + " tcp:22@10.0.0.0/8, tcp:22@group:db. May be repeated.")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = ALLOW_EGRESS,
      paramLabel = "RULES",
      description = "What they may open, written alike; everything where nothing is said.")
  private List<String> allowEgress = new ArrayList<>();

  @Option(
      names = POOL,
      paramLabel = "POOL",
      description = "Where the address of an externalip is taken from.")
  private @Nullable String pool;

  @Option(
      names = ADDRESS,
      paramLabel = "ADDRESS",
      description = "The wished one; default: one that is free.")
  private @Nullable String address;

  @Option(
      names = INSTANCE,
      paramLabel = "INSTANCE",
      description = "Where the address leads to; default: to none yet.")
  private @Nullable String instance;

  List<String> literals() {
    return literals;
  }

  List<String> files() {
    return files;
  }

  boolean generate() {
    return generate;
  }

  @Nullable Path out() {
    return out;
  }

  List<String> allow() {
    return allow;
  }

  List<String> allowEgress() {
    return allowEgress;
  }

  @Nullable String pool() {
    return pool;
  }

  @Nullable String address() {
    return address;
  }

  @Nullable String instance() {
    return instance;
  }

  /// The flags that were given, in order of their names.
  public List<String> given() {
    var said =
        Map.of(
            LITERAL,
            !literals.isEmpty(),
            FILE,
            !files.isEmpty(),
            GENERATE,
            generate,
            OUT,
            out != null,
            ALLOW,
            !allow.isEmpty(),
            ALLOW_EGRESS,
            !allowEgress.isEmpty(),
            POOL,
            pool != null,
            ADDRESS,
            address != null,
            INSTANCE,
            instance != null);
    return said.keySet().stream().filter(said::get).sorted().toList();
  }
}
