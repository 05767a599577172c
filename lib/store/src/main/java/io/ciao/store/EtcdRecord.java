package io.ciao.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `etcd.json` in the embedded etcd's directory says: where it listens and which process it
/// is.
///
/// @param clientUrls where clients connect
/// @param peerUrl where members would connect; a single one needs it too
/// @param pid its process id
/// @param startTicks when the kernel started that process (field 22 of its stat), tells a reused
///   pid apart
record EtcdRecord(List<URI> clientUrls, URI peerUrl, long pid, long startTicks) {
  private static final String FILE = "etcd.json";

  EtcdRecord {
    clientUrls = List.copyOf(clientUrls);
  }

  static EtcdRecord read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    ObjectNode tree;
    try {
      tree = Json.parse(Files.readAllBytes(file));
    } catch (UnreadableObjectException e) {
      throw new IOException("read " + file + ": " + e.getMessage(), e);
    }
    List<URI> urls = new ArrayList<>();
    for (JsonNode url : tree.path("clientUrls")) {
      urls.add(uri(file, url.asText("")));
    }
    if (urls.isEmpty()) {
      throw new IOException("read " + file + ": no clientUrls");
    }
    return new EtcdRecord(
        urls,
        uri(file, tree.path("peerUrl").asText("")),
        tree.path("pid").asLong(0),
        tree.path("startTicks").asLong(0));
  }

  /// Replaces the file at once: a reader sees the old or the new one.
  void write(Path directory) throws IOException {
    ObjectNode tree = Json.object();
    ArrayNode urls = tree.putArray("clientUrls");
    clientUrls.forEach(url -> urls.add(url.toString()));
    tree.put("peerUrl", peerUrl.toString());
    tree.put("pid", pid);
    tree.put("startTicks", startTicks);
    byte[] text = Json.writePretty(tree).getBytes(StandardCharsets.UTF_8);
    WholeFile.replace(directory.resolve(FILE), text, Durability.LAZY, Readers.OWNER);
  }

  private static URI uri(Path file, String text) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("read " + file + ": \"" + text + "\" is no URL", e);
    }
  }
}
