package io.ciao.apiserver.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.TableColumns;
import io.ciao.apiserver.request.OutputForm;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.time.InstantSource;

/// Shows objects of one kind in the form that a client asked for. Immutable.
public final class ObjectWriter {
  private static final String META = "meta.k8s.io/";

  private final KindDefinition kind;
  private final OutputForm form;
  private final TableColumns columns;
  private final InstantSource clock;
  private final ObjectView view;

  public ObjectWriter(KindDefinition kind, OutputForm form, InstantSource clock) {
    this(kind, form, clock, ObjectView.AS_STORED);
  }

  /// One that completes every object.
  public ObjectWriter(KindDefinition kind, OutputForm form, InstantSource clock, ObjectView view) {
    this.kind = kind;
    this.form = form;
    this.columns = TableColumns.of(kind);
    this.clock = clock;
    this.view = view;
  }

  private ObjectNode completed(ObjectNode tree) {
    view.complete(tree);
    return tree;
  }

  @SuppressWarnings("ReferenceEquality") // one view changes nothing, and it is this very one
  private boolean asStored() {
    return view.changesNothing();
  }

  KindDefinition kind() {
    return kind;
  }

  OutputForm form() {
    return form;
  }

  /// Whether objects are shown as they are.
  public boolean isPlain() {
    return form instanceof OutputForm.Plain && asStored();
  }

  /// One object as an answer of its own.
  public byte[] single(byte[] json) {
    return switch (form) {
      case OutputForm.Plain _ -> asStored() ? json : Json.write(completed(Json.parse(json)));
      case OutputForm.MetadataOnly partial -> Json.write(metadata(Json.parse(json), partial));
      case OutputForm.Table table -> Json.write(table(completed(Json.parse(json)), table, true));
    };
  }

  /// One object inside a list, or an event.
  byte[] item(StoredObject object) {
    return switch (form) {
      case OutputForm.Plain _ -> asStored() ? object.json() : Json.write(completed(object.tree()));
      case OutputForm.MetadataOnly partial -> Json.write(metadata(object.tree(), partial));
      case OutputForm.Table table -> Json.write(row(completed(object.tree()), table));
    };
  }

  /// One object inside an event of a watch.
  ///
  /// @param first whether the client has not been told the columns yet
  byte[] event(ObjectNode tree, boolean first) {
    view.forget();
    return switch (form) {
      case OutputForm.Plain _ -> Json.write(completed(tree));
      case OutputForm.MetadataOnly partial -> Json.write(metadata(tree, partial));
      case OutputForm.Table table -> Json.write(table(completed(tree), table, first));
    };
  }

  /// The beginning of a list up to its items.
  String listHead(ListMeta meta) {
    return switch (form) {
      case OutputForm.Plain _ ->
          listHead(kind.names().listKind(), kind.apiVersion(), meta) + "\"items\":[";
      case OutputForm.MetadataOnly partial ->
          listHead("PartialObjectMetadataList", META + partial.version(), meta) + "\"items\":[";
      case OutputForm.Table table ->
          listHead("Table", META + table.version(), meta)
              + "\"columnDefinitions\":"
              + Json.writeText(columns.definitions())
              + ",\"rows\":[";
    };
  }

  private static String listHead(String kind, String apiVersion, ListMeta meta) {
    return "{\"kind\":\""
        + kind
        + "\",\"apiVersion\":\""
        + apiVersion
        + "\",\"metadata\":"
        + Json.writeText(meta.toTree())
        + ",";
  }

  private static ObjectNode metadata(ObjectNode tree, OutputForm.MetadataOnly form) {
    return partial(tree, form.version());
  }

  private static ObjectNode partial(ObjectNode tree, String version) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", META + version);
    partial.set("metadata", ObjectTree.metadata(tree));
    return partial;
  }

  private ObjectNode table(ObjectNode tree, OutputForm.Table form, boolean first) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", META + form.version());
    table.putObject("metadata").put("resourceVersion", ObjectTree.resourceVersion(tree));
    ArrayNode definitions = first ? columns.definitions() : Json.array();
    table.set("columnDefinitions", definitions);
    table.putArray("rows").add(row(tree, form));
    return table;
  }

  private ObjectNode row(ObjectNode tree, OutputForm.Table form) {
    ObjectNode row = Json.object();
    row.set("cells", columns.cells(tree, clock.instant()));
    switch (form.include()) {
      case NONE -> row.putNull("object");
      case METADATA -> row.set("object", partial(tree, form.version()));
      case OBJECT -> row.set("object", tree);
    }
    return row;
  }
}
