package io.ciao.store;

/// The keys that the system keeps beside resources.
public final class SystemKeys {
  /// Everything under it is the system's.
  public static final String PREFIX = "/ciao-sys/";

  /// How often the cluster was restored from a snapshot, a decimal; absent means 0.
  public static final String RESTORES = PREFIX + "restores";

  /// The revision of the newest compaction, a decimal, written before it.
  public static final String COMPACTED = PREFIX + "compacted";

  /// Under it one key per live apiserver: the revision that its cache has applied, a decimal.
  public static final String APISERVERS = PREFIX + "apiserver/";

  /// Under it one key per tenant: what it uses and may use.
  public static final String USAGES = PREFIX + "usage/";

  /// Under it one key per claimed value: the uid of the object that holds it.
  public static final String CLAIMS = PREFIX + "unique/";

  /// Under it one key per node that is heard: a [Renewal].
  static final String PRESENCES = PREFIX + "presence/";

  private static final String ELECTION = PREFIX + "election/";
  private static final String MEMBER = PREFIX + "member/";
  private static final String GUARD = PREFIX + "guard/";

  private SystemKeys() {}

  /// The key that the leader of an election holds.
  public static String election(String name) {
    return ELECTION + name;
  }

  /// The membership of a node.
  public static String member(String node) {
    return MEMBER + node;
  }

  /// The presence of a node.
  public static String presence(String node) {
    return PRESENCES + node;
  }

  /// Compared and bumped by every write that checks a set as a whole, such as the networks of one
  /// tenant.
  public static String guard(String set, String scope) {
    return GUARD + set + "/" + scope;
  }

  /// What a tenant uses and may use.
  public static String usage(String tenant) {
    return USAGES + tenant;
  }

  /// The claim of a unique value; its value is the uid of the object that holds it.
  ///
  /// @param set what is unique, for example `instance-address`
  /// @param scope where it is unique, for example `team-a.default`
  /// @param value the claimed value, for example `172.16.0.2`
  public static String unique(String set, String scope, String value) {
    return CLAIMS + set + "/" + scope + "/" + value;
  }
}
