package io.ciao.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.output.EventType;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import io.ciao.store.StoredObjects;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventFilterTest {
  private static final KindDefinition INSTANCE = KindRegistry.load().require("Instance");
  private static final StoredObject HERE = object(10, "n1", "a");
  private static final StoredObject STILL = object(20, "n1", "a");
  private static final StoredObject THERE = object(30, "n2", "a");

  private final ObjectFilter onNode = filter("fieldSelector=status.binding.nodeName%3Dn1");

  @Test
  void tellsOfEnteringStayingAndLeaving() {
    assertThat(told(new StoreEvent.Put(HERE, null)))
        .isEqualTo(new EventFilter.Told.Event(EventType.ADDED, HERE));
    assertThat(told(new StoreEvent.Put(HERE, THERE)))
        .isEqualTo(new EventFilter.Told.Event(EventType.ADDED, HERE));
    assertThat(told(new StoreEvent.Put(STILL, HERE)))
        .isEqualTo(new EventFilter.Told.Event(EventType.MODIFIED, STILL));
    assertThat(told(new StoreEvent.Put(THERE, STILL)))
        .isEqualTo(new EventFilter.Told.Left(STILL, 30));
    assertThat(told(new StoreEvent.Put(THERE, null))).isEqualTo(new EventFilter.Told.Nothing());
    assertThat(told(new StoreEvent.Deleted(HERE)))
        .isEqualTo(new EventFilter.Told.Event(EventType.DELETED, HERE));
    assertThat(told(new StoreEvent.Deleted(THERE))).isEqualTo(new EventFilter.Told.Nothing());
    assertThat(told(new StoreEvent.Progress(40))).isEqualTo(new EventFilter.Told.Nothing());
  }

  @Test
  void looksAtLabelsAndNegatedFieldsToo() {
    assertThat(filter("labelSelector=app%3Da").matches(HERE)).isTrue();
    assertThat(filter("labelSelector=app%21%3Da").matches(HERE)).isFalse();
    assertThat(filter("fieldSelector=status.binding.nodeName%21%3Dn1").matches(HERE)).isFalse();
    assertThat(filter("fieldSelector=metadata.name%3Dweb").matches(HERE)).isTrue();
    assertThat(filter("fieldSelector=metadata.namespace%3Dother").matches(HERE)).isFalse();
  }

  @Test
  void asksTheIndexWhereTheSelectorDemandsOneValue() {
    assertThat(onNode.selection().field()).isEqualTo("status.binding.nodeName");
    assertThat(filter("fieldSelector=metadata.name%3Dweb").selection().field())
        .isEqualTo("metadata.name");
    assertThat(filter("fieldSelector=status.binding.nodeName%21%3Dn1").selection().field())
        .isNull();
  }

  private EventFilter.Told told(StoreEvent event) {
    return EventFilter.told(onNode, event);
  }

  private static ObjectFilter filter(String query) {
    return ObjectFilter.of(INSTANCE, null, ReadOptions.of(Query.parse(query), INSTANCE));
  }

  private static StoredObject object(long version, String node, String app) {
    return StoredObjects.of(
        new ResourceKey("instances", "team", "web"),
        version,
        "metadata: {name: web, labels: {app: " + app + "}}",
        Map.of("status.binding.nodeName", List.of(node)));
  }
}
