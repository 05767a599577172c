package io.ciao.launcher.instance;

import io.ciao.launcher.driver.StartPlan;

/// Whether all that a start needs is here.
sealed interface Ingredients {

  /// Nobody looked, because nothing is to be started.
  record NotLooked() implements Ingredients {}

  /// Something is missing that can still come; `reason` and `message` say what ends the wait.
  record Waiting(String reason, String message) implements Ingredients {}

  /// It cannot be started as it is described.
  record Unusable(String reason, String message) implements Ingredients {}

  record Ready(StartPlan plan) implements Ingredients {}
}
