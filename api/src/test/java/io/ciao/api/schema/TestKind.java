package io.ciao.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A kind that has every feature of the schema language, and short ways to objects.
final class TestKind {
  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.io}
      spec:
        group: example.io
        scope: Namespaced
        names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wd], categories: [all]}
        x-ciao-name-pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'
        x-ciao-end: networks
        x-ciao-generated: true
        x-ciao-unique:
        - {set: widget-address, path: .spec.address, scope: namespace}
        versions:
        - name: v1
          served: true
          storage: true
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          selectableFields:
          - {jsonPath: .spec.nodeName}
          - {jsonPath: .spec.nodeNames}
          - {jsonPath: .spec.replicas}
          additionalPrinterColumns:
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          - {name: Replicas, type: integer, jsonPath: .spec.replicas}
          - {name: Nodes, type: string, priority: 1, jsonPath: .spec.nodeNames}
          - {name: 'On', type: boolean, jsonPath: .spec.on}
          - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
          schema:
            openAPIV3Schema:
              description: A thing to test with.
              type: object
              required: [spec]
              properties:
                metadata: {type: object}
                spec:
                  type: object
                  required: [size]
                  properties:
                    size: {type: string, enum: [small, large], x-ciao-immutable: true}
                    image: {type: string, minLength: 1, maxLength: 8, pattern: '^[a-z]+$'}
                    replicas: {type: integer, format: int32, minimum: 0, maximum: 10, default: 1}
                    count: {type: integer, format: int32}
                    ratio: {type: number, minimum: 0.5}
                    'on': {type: boolean, default: true}
                    memory: {x-kubernetes-int-or-string: true, x-ciao-quantity: bytes}
                    cpu: {type: string, x-ciao-quantity: count}
                    at: {type: string, format: date-time, nullable: true}
                    address: {type: string, format: ipv4}
                    cidr: {type: string, format: cidr}
                    address6: {type: string, format: ipv6}
                    cidr6: {type: string, format: cidr6}
                    block: {type: string, format: cidr-any}
                    mac: {type: string, format: mac}
                    uid: {type: string, format: uuid}
                    nodeName: {type: string}
                    nodeNames: {type: array, x-kubernetes-list-type: set, maxItems: 3, items: {type: string}}
                    list: {type: array, minItems: 1, items: {type: integer}}
                    members:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name, port]
                      items:
                        type: object
                        required: [name]
                        properties:
                          name: {type: string}
                          port: {type: integer, default: 80}
                          mac: {type: string, x-ciao-immutable: true}
                    selector: {type: object, additionalProperties: {type: string, maxLength: 3}}
                    nested:
                      type: object
                      default: {}
                      properties:
                        policy: {type: string, default: keep}
                        deep: {type: object, properties: {x: {type: string, default: never}}}
                    free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    any: {x-kubernetes-preserve-unknown-fields: true}
                status:
                  type: object
                  properties:
                    replicas: {type: integer}
                    conditions: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  static final KindDefinition WIDGET = registry(CRD).require("Widget");

  private TestKind() {}

  static KindRegistry registry(String crd) {
    return KindRegistry.of(Map.of("widgets.yaml", yaml(crd)));
  }

  static String crd() {
    return CRD;
  }

  static ObjectNode yaml(String text) {
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A valid widget whose spec has these fields (flow style) beside its size.
  static ObjectNode widget(String spec) {
    return yaml(
        """
        apiVersion: example.io/v1
        kind: Widget
        metadata: {name: w1, namespace: default}
        spec: {size: small, %s}
        """
            .formatted(spec));
  }

  static ObjectNode withMetadata(String metadata) {
    return yaml(
        "apiVersion: example.io/v1\nkind: Widget\nmetadata: {%s}\nspec: {size: small}\n"
            .formatted(metadata));
  }
}
