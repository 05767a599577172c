package io.ciao.reconcile;

import java.util.function.IntSupplier;

/// Is told of passes, for figures. Called by the threads of passes: returns quickly and throws
/// nothing.
public interface PassMeter {
  /// Wants to know nothing.
  PassMeter NONE =
      new PassMeter() {
        @Override
        public void opened(String pass, IntSupplier due, IntSupplier failing) {}

        @Override
        public void passed(String pass, PassResult result, long nanos) {}

        @Override
        public void closed(String pass) {}
      };

  /// Passes begin to run.
  ///
  /// @param pass what they do, such as `garbage-collection`
  /// @param due tells at any time how many keys are due or under way
  /// @param failing tells how many keys failed when they were looked at last
  void opened(String pass, IntSupplier due, IntSupplier failing);

  /// A pass ended after so many nanoseconds.
  void passed(String pass, PassResult result, long nanos);

  /// No more of these passes run.
  void closed(String pass);
}
