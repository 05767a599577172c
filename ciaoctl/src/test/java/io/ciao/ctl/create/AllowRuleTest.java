package io.ciao.ctl.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ciao.api.codec.Json;
import io.ciao.ctl.session.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tcp:22              | {'protocol':'tcp','ports':[22]}",
        "udp:53-60           | {'protocol':'udp','ports':['53-60']}",
        "tcp:1-65535         | {'protocol':'tcp','ports':['1-65535']}",
        "tcp:22-22           | {'protocol':'tcp','ports':[22]}",
        "icmp                | {'protocol':'icmp'}",
        "tcp                 | {'protocol':'tcp'}",
        "any@10.0.0.0/8      | {'protocol':'any','peers':[{'cidr':'10.0.0.0/8'}]}",
        "tcp:22@10.0.0.0/8   | {'protocol':'tcp','ports':[22],'peers':[{'cidr':'10.0.0.0/8'}]}",
        "tcp:22@fd00:a::/32  | {'protocol':'tcp','ports':[22],'peers':[{'cidr':'fd00:a::/32'}]}",
        "icmp@::/0           | {'protocol':'icmp','peers':[{'cidr':'::/0'}]}",
        "tcp:22@group:db     | {'protocol':'tcp','ports':[22],'peers':[{'securityGroup':'db'}]}",
      })
  void isWrittenAsAGroupHoldsIt(String text, String written) {
    var rules = Json.array();

    parse(text).addTo(rules);

    assertThat(Json.writeText(rules)).isEqualTo("[" + written.replace('\'', '"') + "]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "''               | it names no protocol",
        ":22              | it names no protocol",
        "80               | a port goes with its protocol: tcp:80",
        "http             | \"http\" is no protocol; use tcp, udp, icmp or any",
        "TCP:22           | \"TCP\" is no protocol",
        "tcp/22           | \"tcp/22\" is no protocol",
        "icmp:8           | icmp has no ports; only tcp and udp have",
        "any:22           | any has no ports",
        "tcp:             | \"\" is no port and no range of ports",
        "tcp:ssh          | \"ssh\" is no port",
        "tcp:22-          | \"22-\" is no port",
        "tcp:0            | ports go from 1 to 65535, not 0",
        "tcp:65536        | ports go from 1 to 65535, not 65536",
        "tcp:1-65536      | ports go from 1 to 65535, not 1-65536",
        "tcp:60-53        | the range 60-53 ends before it begins",
        "tcp:22@          | it names nobody after @",
        "tcp:22@group:    | it names no group after group:",
        "tcp:22@group:D_B | \"D_B\" is no name of a security group",
        "tcp:22@db        | \"db\" is no block of addresses; a group is written group:db",
        "tcp:22@10.0.0.1  | for one address write 10.0.0.1/32",
        "tcp:22@fd00::1   | for one address write fd00::1/128",
        "tcp:22@10.0.0.1/8 | write 10.0.0.0/8",
        "tcp:22@fd00::1/8 | has bits set behind its prefix",
        "tcp:22@10.0.0.0/33 | \"10.0.0.0/33\" is no IPv4 subnet",
        "tcp:22@10.0.0.0/8@group:db | it names two peers; write a rule for each",
      })
  void saysWhatIsWrongAndWhatWouldBeRight(String text, String said) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith("--allow \"%s\": ", text)
        .withMessageContaining(said)
        .withMessageContaining("tcp:22, udp:53-60, icmp, tcp:22@10.0.0.0/8, tcp:22@group:db");
  }

  @Test
  void namesTheFlagThatItCameBy() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> AllowRule.parse("--allow-egress", "x", _ -> true))
        .withMessageStartingWith("--allow-egress \"x\": ");
  }

  private static AllowRule parse(String text) {
    return AllowRule.parse("--allow", text, name -> name.matches("[a-z]+"));
  }
}
