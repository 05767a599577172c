package io.ciao.api.instance.batch;

import java.util.Locale;

/// What can be asked of many instances in one request.
public enum BatchVerb {
  BIND(256),
  /// Whether it would be bound; nothing is written.
  TRY_BIND("bind", 256, "?dryRun=All"),
  UNBIND(256),
  STATUS(256),
  CHECK(1_024);

  private final String action;
  private final int itemsMax;
  private final String query;

  BatchVerb(int itemsMax) {
    this.action = name().toLowerCase(Locale.ROOT);
    this.itemsMax = itemsMax;
    this.query = "";
  }

  BatchVerb(String action, int itemsMax, String query) {
    this.action = action;
    this.itemsMax = itemsMax;
    this.query = query;
  }

  /// How many items one request may have.
  public int itemsMax() {
    return itemsMax;
  }

  /// Where it is posted to.
  public String path() {
    return "/apis/ciao.io/v1/" + this + query;
  }

  /// As messages name it: `instances:bind`.
  @Override
  public String toString() {
    return "instances:" + action;
  }
}
