package io.ciao.tidy.planted.root;

import io.ciao.tidy.planted.root.below.Below;

/// Uses a package below its own, which uses it: the layering rule must see it.
public record Top(String name) {
  Below below() {
    return new Below(this);
  }
}
