package io.ciao.launcher.qemu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a small ISO 9660 file system with Rock Ridge names (ECMA-119, SUSP 1.10, RRIP 1.10), in
/// memory: a config drive of a few kilobytes does not deserve a 0.2 s child process.
///
///     sector  0 … 15   zero
///            16        primary volume descriptor
///            17        end of the descriptors
///            18, 19    path tables, little- and big-endian
///            20 …      one sector per directory, then the files
///
/// A directory must fit into one sector (about 20 entries). Times are zero: the same input gives the
/// same bytes.
final class IsoImage {
  static final int SECTOR = 2048;
  private static final int PATH_TABLE_LITTLE = 18;
  private static final int PATH_TABLE_BIG = 19;
  private static final int FIRST_DIRECTORY = 20;
  private static final int DIRECTORY_MODE = 0040555;
  private static final int FILE_MODE = 0100444;
  private static final int RECORD_FIXED_BYTES = 33;
  private static final int FLAG_DIRECTORY = 2;
  private static final int VOLUME_LABEL_BYTES_MAX = 32;

  /// Programs that look for a label also look for file systems whose mark lies up to 64 KiB in, and
  /// some give up where a device ends before that.
  private static final int SECTORS_MIN = 256;

  private static final class Directory {
    final String name;
    final Directory parent;
    final SortedMap<String, Directory> directories = new TreeMap<>();
    final SortedMap<String, byte[]> files = new TreeMap<>();
    int sector;
    int number;

    Directory(String name, @Nullable Directory parent) {
      this.name = name;
      this.parent = parent == null ? this : parent;
    }
  }

  private record Extent(int sector, int bytes) {}

  private final String label;
  private final Directory root = new Directory("", null);
  private final List<Directory> directories = new ArrayList<>();
  private final IdentityHashMap<byte[], Integer> fileSectors = new IdentityHashMap<>();
  private int sectors;

  private IsoImage(String label) {
    this.label = label;
  }

  /// The whole image.
  ///
  /// @param label the volume's name, ASCII, at most 32 characters
  /// @param files path such as `openstack/latest/user_data` to content
  static byte[] of(String label, SortedMap<String, byte[]> files) {
    if (label.length() > VOLUME_LABEL_BYTES_MAX) {
      throw new IllegalArgumentException("volume label '" + label + "' exceeds 32 characters");
    }
    var image = new IsoImage(label);
    files.forEach(image::add);
    image.lay();
    return image.write();
  }

  private void add(String path, byte[] content) {
    var directory = root;
    var words = path.split("/", -1);
    for (int i = 0; i < words.length - 1; i++) {
      var parent = directory;
      directory = parent.directories.computeIfAbsent(words[i], name -> new Directory(name, parent));
    }
    directory.files.put(words[words.length - 1], content);
  }

  /// Gives every directory and file its sector; directories in breadth-first order, as the path
  /// table wants them.
  private void lay() {
    directories.add(root);
    for (int i = 0; i < directories.size(); i++) {
      directories.addAll(directories.get(i).directories.values());
    }
    sectors = FIRST_DIRECTORY;
    for (int i = 0; i < directories.size(); i++) {
      directories.get(i).number = i + 1;
      directories.get(i).sector = sectors++;
    }
    for (var directory : directories) {
      for (var content : directory.files.values()) {
        fileSectors.put(content, sectors);
        sectors += Math.max(1, (content.length + SECTOR - 1) / SECTOR);
      }
    }
    sectors = Math.max(sectors, SECTORS_MIN);
  }

  private byte[] write() {
    var out = ByteBuffer.allocate(sectors * SECTOR);
    var little = pathTable(ByteOrder.LITTLE_ENDIAN);
    place(out, 16, volumeDescriptor(little.length));
    place(out, 17, new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1});
    place(out, PATH_TABLE_LITTLE, little);
    place(out, PATH_TABLE_BIG, pathTable(ByteOrder.BIG_ENDIAN));
    for (var directory : directories) {
      place(out, directory.sector, directoryExtent(directory));
    }
    fileSectors.forEach((content, sector) -> place(out, sector, content));
    return out.array();
  }

  private static void place(ByteBuffer out, int sector, byte[] content) {
    out.put(sector * SECTOR, content);
  }

  private byte[] volumeDescriptor(int pathTableBytes) {
    var out = ByteBuffer.allocate(SECTOR);
    out.put((byte) 1).put(ascii("CD001")).put((byte) 1).put((byte) 0);
    out.put(padded("", 32)).put(padded(label, 32)).put(new byte[8]);
    both32(out, sectors);
    out.put(new byte[32]);
    both16(out, 1);
    both16(out, 1);
    both16(out, SECTOR);
    both32(out, pathTableBytes);
    out.order(ByteOrder.LITTLE_ENDIAN).putInt(PATH_TABLE_LITTLE).putInt(0);
    out.order(ByteOrder.BIG_ENDIAN).putInt(PATH_TABLE_BIG).putInt(0);
    out.put(record(new byte[] {0}, new Extent(root.sector, SECTOR), FLAG_DIRECTORY, new byte[0]));
    // Names of volume set, publisher, preparer, application and three files: none.
    out.put(padded("", 128 * 4 + 37 * 3));
    for (int i = 0; i < 4; i++) {
      out.put(ascii("0000000000000000")).put((byte) 0);
    }
    out.put((byte) 1);
    return out.array();
  }

  private byte[] pathTable(ByteOrder order) {
    var out = ByteBuffer.allocate(SECTOR).order(order);
    for (var directory : directories) {
      var name = directory == root ? new byte[] {0} : ascii(plain(directory.name));
      out.put((byte) name.length).put((byte) 0).putInt(directory.sector);
      out.putShort((short) directory.parent.number).put(name);
      if (name.length % 2 == 1) {
        out.put((byte) 0);
      }
    }
    var table = new byte[out.position()];
    out.get(0, table);
    return table;
  }

  private byte[] directoryExtent(Directory directory) {
    var out = new ByteArrayOutputStream(SECTOR);
    var self = new Extent(directory.sector, SECTOR);
    var own =
        directory == root
            ? join(sharingProtocol(), attributes(DIRECTORY_MODE), rockRidge())
            : attributes(DIRECTORY_MODE);
    out.writeBytes(record(new byte[] {0}, self, FLAG_DIRECTORY, own));
    var up = new Extent(directory.parent.sector, SECTOR);
    out.writeBytes(record(new byte[] {1}, up, FLAG_DIRECTORY, attributes(DIRECTORY_MODE)));
    var entries = new TreeMap<String, byte[]>();
    for (var child : directory.directories.values()) {
      var extra = join(attributes(DIRECTORY_MODE), realName(child.name));
      var id = plain(child.name);
      entries.put(id, record(ascii(id), new Extent(child.sector, SECTOR), FLAG_DIRECTORY, extra));
    }
    directory.files.forEach(
        (name, content) -> {
          var extra = join(attributes(FILE_MODE), realName(name));
          var extent = new Extent(sectorOf(content), content.length);
          var id = plain(name) + ";1";
          entries.put(id, record(ascii(id), extent, 0, extra));
        });
    entries.values().forEach(out::writeBytes);
    if (out.size() > SECTOR) {
      throw new IllegalArgumentException(
          "directory '" + directory.name + "' has too many entries for one sector");
    }
    return out.toByteArray();
  }

  private int sectorOf(byte[] content) {
    var sector = fileSectors.get(content);
    if (sector == null) {
      throw new IllegalStateException("a file was not given a sector");
    }
    return sector;
  }

  private static byte[] record(byte[] name, Extent extent, int flags, byte[] extra) {
    var nameBytes = name.length + (name.length % 2 == 0 ? 1 : 0);
    var bytes = RECORD_FIXED_BYTES + nameBytes + extra.length;
    bytes += bytes % 2;
    var out = ByteBuffer.allocate(bytes);
    out.put((byte) bytes).put((byte) 0);
    both32(out, extent.sector());
    both32(out, extent.bytes());
    out.put(new byte[7]).put((byte) flags).put((byte) 0).put((byte) 0);
    both16(out, 1);
    out.put((byte) name.length).put(name);
    out.position(RECORD_FIXED_BYTES + nameBytes).put(extra);
    return out.array();
  }

  /// SP: the directory's system use fields follow the sharing protocol.
  private static byte[] sharingProtocol() {
    return new byte[] {'S', 'P', 7, 1, (byte) 0xBE, (byte) 0xEF, 0};
  }

  /// ER: those fields are Rock Ridge's.
  private static byte[] rockRidge() {
    var id = ascii("RRIP_1991A");
    return ByteBuffer.allocate(8 + id.length)
        .put(new byte[] {'E', 'R', (byte) (8 + id.length), 1, (byte) id.length, 0, 0, 1})
        .put(id)
        .array();
  }

  /// PX: mode, links, owner and group.
  private static byte[] attributes(int mode) {
    var out = ByteBuffer.allocate(36).put(new byte[] {'P', 'X', 36, 1});
    both32(out, mode);
    both32(out, mode == DIRECTORY_MODE ? 2 : 1);
    both32(out, 0);
    both32(out, 0);
    return out.array();
  }

  /// NM: the name as it is.
  private static byte[] realName(String name) {
    var text = ascii(name);
    return ByteBuffer.allocate(5 + text.length)
        .put(new byte[] {'N', 'M', (byte) (5 + text.length), 1, 0})
        .put(text)
        .array();
  }

  /// The name that a reader without Rock Ridge sees.
  private static String plain(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static byte[] padded(String text, int bytes) {
    return ascii(text + " ".repeat(bytes - text.length()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void both32(ByteBuffer out, int value) {
    out.order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    out.order(ByteOrder.BIG_ENDIAN).putInt(value);
  }

  private static void both16(ByteBuffer out, int value) {
    out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
    out.order(ByteOrder.BIG_ENDIAN).putShort((short) value);
  }
}
