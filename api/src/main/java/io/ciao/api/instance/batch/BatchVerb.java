package io.ciao.api.instance.batch;

import java.util.Locale;

/// What can be asked of many instances in one request.
public enum BatchVerb {
  BIND(256),
  UNBIND(256),
  STATUS(256),
  CHECK(1_024);

  private final int itemsMax;

  BatchVerb(int itemsMax) {
    this.itemsMax = itemsMax;
  }

  /// How many items one request may have.
  public int itemsMax() {
    return itemsMax;
  }

  /// Where it is posted to.
  public String path() {
    return "/apis/ciao.io/v1/" + this;
  }

  /// As messages name it: `instances:bind`.
  @Override
  public String toString() {
    return "instances:" + name().toLowerCase(Locale.ROOT);
  }
}
