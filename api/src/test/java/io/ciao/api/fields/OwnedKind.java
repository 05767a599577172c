package io.ciao.api.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A kind with every shape that ownership tells apart, and short ways to its objects.
final class OwnedKind {
  static final String VERSION = "example.io/v1";

  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.io}
      spec:
        group: example.io
        scope: Namespaced
        names: {kind: Thing, plural: things, singular: thing}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                metadata: {type: object}
                spec:
                  type: object
                  properties:
                    image: {type: string}
                    replicas: {type: integer, default: 1}
                    at: {type: string, nullable: true}
                    resources:
                      type: object
                      properties:
                        vcpus: {type: integer}
                        memory: {type: string}
                        class: {type: string, default: plain}
                    env:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties:
                          name: {type: string}
                          value: {type: string}
                          note: {type: string}
                          kind: {type: string, default: text}
                    ports:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [port, protocol]
                      items:
                        type: object
                        required: [port]
                        properties:
                          port: {type: integer}
                          protocol: {type: string, default: TCP}
                          name: {type: string}
                    tags:
                      type: array
                      x-kubernetes-list-type: set
                      items: {type: string}
                    box:
                      type: object
                      x-kubernetes-map-type: atomic
                      additionalProperties: {type: string}
                    raw: {type: array, items: {type: string}}
                    parts:
                      type: object
                      additionalProperties:
                        type: object
                        properties:
                          size: {type: integer}
                          note: {type: string}
                    open: {type: object, x-kubernetes-preserve-unknown-fields: true}
                status:
                  type: object
                  properties:
                    phase: {type: string}
                    conditions:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [type]
                      items:
                        type: object
                        properties:
                          type: {type: string}
                          status: {type: string}
      """;

  static final KindDefinition KIND =
      KindRegistry.of(Map.of("things.yaml", tree(CRD))).require("Thing");

  /// The same, but whose status nobody writes apart.
  static final KindDefinition WITHOUT_STATUS =
      KindRegistry.of(
              Map.of("things.yaml", tree(CRD.replace("    subresources: {status: {}}\n", ""))))
          .require("Thing");

  private OwnedKind() {}

  /// A tree of YAML.
  static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(("---\n" + yaml).getBytes(StandardCharsets.UTF_8));
  }

  /// An object of this kind with nothing but its identity.
  static ObjectNode thing() {
    ObjectNode thing = Json.object().put("apiVersion", "example.io/v1").put("kind", "Thing");
    thing.putObject("metadata").put("name", "t");
    return thing;
  }

  /// An object of this kind with what the YAML says beside its identity.
  static ObjectNode thing(String yaml) {
    ObjectNode thing = thing();
    ObjectNode rest = tree(yaml);
    if (rest.get("metadata") instanceof ObjectNode metadata) {
      thing.withObject("/metadata").setAll(metadata);
      rest.remove("metadata");
    }
    thing.setAll(rest);
    return thing;
  }
}
