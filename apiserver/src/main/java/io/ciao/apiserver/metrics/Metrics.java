package io.ciao.apiserver.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// The metrics of one process, by name. Counting is cheap and never waits; text is made when it is
/// asked for. Safe for many threads.
public final class Metrics {
  public static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  /// Further label values of a metric are counted together, so that no client can grow it.
  private static final int SERIES_MAX = 2_000;

  private static final Series OTHER = new Series("other=\"true\"");

  /// Upper bounds in seconds.
  private static final double[] BUCKETS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  private sealed interface Family {
    String help();

    record Read(String type, String help, DoubleSupplier value) implements Family {}

    record ReadSeries(String help, List<String> labels, Map<Series, DoubleSupplier> series)
        implements Family {}

    record Listed(String help, List<String> labels, Supplier<Map<String, Double>> values)
        implements Family {}

    record Counted(String help, List<String> labels, Map<Series, LongAdder> series)
        implements Family {}

    record Timed(String help, List<String> labels, Map<Series, Times> series) implements Family {}
  }

  /// A histogram of one series.
  private static final class Times {
    private final LongAdder[] counts = new LongAdder[BUCKETS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Times() {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = new LongAdder();
      }
    }

    void add(long took) {
      int bucket = 0;
      while (bucket < BUCKETS.length && took > BUCKETS[bucket] * 1e9) {
        bucket++;
      }
      counts[bucket].increment();
      nanos.add(took);
    }
  }

  /// A counter with labels.
  public interface Counter {
    void add(long count, String... labelValues);
  }

  /// Values with labels that are read when the text is made.
  public interface Gauges {
    /// From now on the value of these labels is read there.
    void put(DoubleSupplier value, String... labelValues);

    /// The value of these labels is not told any more.
    void remove(String... labelValues);
  }

  /// A histogram of durations with labels.
  public interface Timer {
    void record(long nanos, String... labelValues);
  }

  /// A value that is read when the text is made.
  public void gauge(String name, String help, DoubleSupplier value) {
    families.put(name, new Family.Read("gauge", help, value));
  }

  /// Values with labels; whoever puts them keeps their number small.
  public Gauges gauges(String name, String help, String... labels) {
    Map<Series, DoubleSupplier> series = new ConcurrentHashMap<>();
    List<String> names = List.of(labels);
    families.put(name, new Family.ReadSeries(help, names, series));
    return new Gauges() {
      @Override
      public void put(DoubleSupplier value, String... values) {
        series.put(Series.of(names, List.of(values)), value);
      }

      @Override
      public void remove(String... values) {
        series.remove(Series.of(names, List.of(values)));
      }
    };
  }

  /// Values by the one label's value, all read when the text is made; whoever answers them keeps
  /// their number small.
  public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
    families.put(name, new Family.Listed(help, List.of(label), values));
  }

  /// A total that somebody else counts.
  public void total(String name, String help, DoubleSupplier value) {
    families.put(name, new Family.Read("counter", help, value));
  }

  public Counter counter(String name, String help, String... labels) {
    Map<Series, LongAdder> series = new ConcurrentHashMap<>();
    List<String> names = List.of(labels);
    if (names.isEmpty()) {
      series.put(new Series(""), new LongAdder());
    }
    families.put(name, new Family.Counted(help, names, series));
    return (count, values) ->
        series
            .computeIfAbsent(
                bounded(Series.of(names, List.of(values)), series), _ -> new LongAdder())
            .add(count);
  }

  public Timer timer(String name, String help, String... labels) {
    Map<Series, Times> series = new ConcurrentHashMap<>();
    List<String> names = List.of(labels);
    families.put(name, new Family.Timed(help, names, series));
    return (nanos, values) ->
        series
            .computeIfAbsent(bounded(Series.of(names, List.of(values)), series), _ -> new Times())
            .add(nanos);
  }

  private static Series bounded(Series wanted, Map<Series, ?> series) {
    return series.size() < SERIES_MAX || series.containsKey(wanted) ? wanted : OTHER;
  }

  /// All of them in Prometheus' text form.
  public String text() {
    StringBuilder out = new StringBuilder(16 << 10);
    families.forEach(
        (name, family) -> {
          out.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
          switch (family) {
            case Family.Read read -> {
              type(out, name, read.type());
              line(out, name, "", number(read.value().getAsDouble()));
            }
            case Family.ReadSeries read -> {
              type(out, name, "gauge");
              read.series()
                  .forEach(
                      (series, value) ->
                          line(out, name, series.labels(), number(value.getAsDouble())));
            }
            case Family.Listed listed -> {
              type(out, name, "gauge");
              new TreeMap<>(listed.values().get())
                  .forEach(
                      (label, value) ->
                          line(
                              out,
                              name,
                              Series.of(listed.labels(), List.of(label)).labels(),
                              number(value)));
            }
            case Family.Counted counted -> {
              type(out, name, "counter");
              counted
                  .series()
                  .forEach(
                      (series, count) ->
                          line(out, name, series.labels(), Long.toString(count.sum())));
            }
            case Family.Timed timed -> {
              type(out, name, "histogram");
              timed.series().forEach((series, times) -> histogram(out, name, series, times));
            }
          }
        });
    return out.toString();
  }

  private static void histogram(StringBuilder out, String name, Series series, Times times) {
    long count = 0;
    for (int i = 0; i < BUCKETS.length; i++) {
      count += times.counts[i].sum();
      line(out, name + "_bucket", series.and("le", number(BUCKETS[i])), Long.toString(count));
    }
    count += times.counts[BUCKETS.length].sum();
    line(out, name + "_bucket", series.and("le", "+Inf"), Long.toString(count));
    line(out, name + "_sum", series.labels(), number(times.nanos.sum() / 1e9));
    line(out, name + "_count", series.labels(), Long.toString(count));
  }

  private static void type(StringBuilder out, String name, String type) {
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
