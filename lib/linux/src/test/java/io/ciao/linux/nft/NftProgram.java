package io.ciao.linux.nft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import java.util.List;

/// Reads with `nft -j`, for comparison.
public final class NftProgram {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NftProgram() {}

  /// Every table of the namespace.
  public static List<NftTableState> read(CommandRunner commands, NetNamespace namespace) {
    var argv = namespace.entering(List.of("nft", "-j", "list", "ruleset"));
    var text = commands.require(Command.of("read the nftables of " + namespace, argv));
    try {
      return NftRuleset.parse(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("nft in " + namespace + " printed no JSON", e);
    }
  }
}
