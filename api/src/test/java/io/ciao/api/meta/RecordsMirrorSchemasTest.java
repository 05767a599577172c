package io.ciao.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.certificate.CertificateRevocation;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.config.ClusterConfig;
import io.ciao.api.core.ConfigMap;
import io.ciao.api.core.Lease;
import io.ciao.api.core.Secret;
import io.ciao.api.core.ServiceAccount;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.image.Image;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Node;
import io.ciao.api.priority.PriorityClass;
import io.ciao.api.security.SecurityGroup;
import io.ciao.api.tenant.Quota;
import io.ciao.api.tenant.SSHKey;
import io.ciao.api.tenant.Tenant;
import io.ciao.api.volume.Volume;
import io.ciao.api.volume.VolumeSnapshot;
import io.ciao.api.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The schemas in `manifests/crds` decide; the records say the same, field by field and type by
/// type.
class RecordsMirrorSchemasTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("clusterconfigs", ClusterConfig.class),
        Arguments.of("concentrators", Concentrator.class),
        Arguments.of("configmaps", ConfigMap.class),
        Arguments.of("externalippools", ExternalIPPool.class),
        Arguments.of("externalips", ExternalIP.class),
        Arguments.of("images", Image.class),
        Arguments.of("instances", Instance.class),
        Arguments.of("leases", Lease.class),
        Arguments.of("instancesets", InstanceSet.class),
        Arguments.of("certificaterevocations", CertificateRevocation.class),
        Arguments.of("nodes", Node.class),
        Arguments.of("priorityclasses", PriorityClass.class),
        Arguments.of("quotas", Quota.class),
        Arguments.of("secrets", Secret.class),
        Arguments.of("securitygroups", SecurityGroup.class),
        Arguments.of("serviceaccounts", ServiceAccount.class),
        Arguments.of("sshkeys", SSHKey.class),
        Arguments.of("tenantnetworks", TenantNetwork.class),
        Arguments.of("tenants", Tenant.class),
        Arguments.of("volumes", Volume.class),
        Arguments.of("volumesnapshots", VolumeSnapshot.class),
        Arguments.of("workloads", Workload.class));
  }

  private static ObjectNode crd(String plural) {
    try (var in = Instance.class.getResourceAsStream("/crds/" + plural + ".yaml")) {
      assertThat(in).as("crds/%s.yaml", plural).isNotNull();
      return ObjectReader.readOne(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode schema(String plural) {
    return crd(plural).path("spec").path("versions").path(0).path("schema").path("openAPIV3Schema");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void recordHasExactlyTheFieldsOfTheSchema(String plural, Class<?> kind) {
    var differences = new ArrayList<String>();

    compare("", schema(plural), kind, differences);

    assertThat(differences).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void recordNamesItsKindAndCollection(String plural, Class<?> kind) throws Exception {
    assertThat(kind.getField("RESOURCE").get(null)).isEqualTo(plural);
    assertThat(kind.getField("KIND").get(null))
        .isEqualTo(crd(plural).path("spec").path("names").path("kind").asText());
  }

  @Test
  void everyStateOfAnInstanceIsOneOfTheSchema() {
    var states = new ArrayList<String>();
    schema("instances")
        .at("/properties/status/properties/observed/properties/state/enum")
        .forEach(s -> states.add(s.asText()));

    assertThat(Arrays.stream(InstanceState.values()).map(Enum::name))
        .containsExactlyElementsOf(states);
  }

  /// A template says the same as an instance, but for defaults, which an instance gets when it is
  /// made, and for what an instance cannot change.
  @Test
  void templateOfASetHasTheFieldsOfAnInstance() {
    var template =
        schema("instancesets").at("/properties/spec/properties/template/properties/spec");

    assertThat(template.path("properties"))
        .isEqualTo(plain(schema("instances").at("/properties/spec/properties").deepCopy()));
  }

  private static JsonNode plain(JsonNode schema) {
    if (schema instanceof ObjectNode map) {
      map.remove(List.of("x-ciao-immutable", "default"));
    }
    schema.forEach(RecordsMirrorSchemasTest::plain);
    return schema;
  }

  private static void compare(
      String path, JsonNode schema, Class<?> record, List<String> differences) {
    var components = new TreeSet<String>();
    for (var component : record.getRecordComponents()) {
      components.add(component.getName());
      var field = schema.path("properties").path(component.getName());
      if (field.isMissingNode()) {
        differences.add(
            path + "." + component.getName() + " is in " + record.getSimpleName() + " only");
      } else {
        compare(path + "." + component.getName(), field, component, differences);
      }
    }
    schema
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!components.contains(name)) {
                differences.add(path + "." + name + " is in the schema only");
              }
            });
  }

  private static void compare(
      String path, JsonNode field, RecordComponent component, List<String> differences) {
    if (component.getType() == ObjectMeta.class && path.equals(".metadata")) {
      return;
    }
    compareType(path, field, component.getGenericType(), differences);
  }

  private static void compareType(
      String path, JsonNode field, Type type, List<String> differences) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      expect(path, "array", field.path("type").asText(), differences);
      compareType(
          path + "[]", field.path("items"), generic.getActualTypeArguments()[0], differences);
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      expect(path, "object", field.path("type").asText(), differences);
      compareType(
          path + "{}",
          field.path("additionalProperties"),
          generic.getActualTypeArguments()[1],
          differences);
    } else if (type instanceof Class<?> record && record.isRecord()) {
      expect(path, "object", field.path("type").asText(), differences);
      compare(path, field, record, differences);
    } else {
      expect(path, scalar((Class<?>) type), scalar(field), differences);
    }
  }

  /// What the schema says of a scalar: type, and format where that decides the Java type.
  private static String scalar(JsonNode field) {
    if (field.path("x-kubernetes-int-or-string").asBoolean()) {
      return "string";
    }
    var type = field.path("type").asText();
    var format = field.path("format").asText();
    return format.equals("date-time") || format.equals("int64") ? type + " " + format : type;
  }

  private static String scalar(Class<?> type) {
    if (type == String.class) {
      return "string";
    }
    if (type == Instant.class) {
      return "string date-time";
    }
    if (type == Long.class || type == long.class) {
      return "integer int64";
    }
    if (type == Integer.class || type == int.class) {
      return "integer";
    }
    return type == Boolean.class || type == boolean.class ? "boolean" : type.getName();
  }

  private static void expect(String path, String java, String schema, List<String> differences) {
    if (!java.equals(schema)) {
      differences.add(path + " is " + java + " in Java and " + schema + " in the schema");
    }
  }
}
