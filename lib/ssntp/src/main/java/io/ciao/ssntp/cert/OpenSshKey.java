package io.ciao.ssntp.cert;

import java.io.IOException;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// A new pair of Ed25519 keys as the ssh client keeps them. It never shows its private half
/// unasked.
public final class OpenSshKey {
  private final String privateText;
  private final String publicLine;

  private OpenSshKey(String privateText, String publicLine) {
    this.privateText = privateText;
    this.publicLine = publicLine;
  }

  /// Makes one.
  ///
  /// @param comment what the public line ends with
  public static OpenSshKey create(SecureRandom random, String comment) {
    var key = new Ed25519PrivateKeyParameters(random);
    try {
      var encoded = OpenSSHPublicKeyUtil.encodePublicKey(key.generatePublicKey());
      return new OpenSshKey(
          pem(OpenSSHPrivateKeyUtil.encodePrivateKey(key)),
          "ssh-ed25519 " + Base64.getEncoder().encodeToString(encoded) + " " + comment);
    } catch (IOException e) {
      throw new IllegalStateException("a key without encoding", e);
    }
  }

  private static String pem(byte[] content) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject("OPENSSH PRIVATE KEY", content));
    }
    return text.toString();
  }

  /// The private half, not encrypted, as the content of a file.
  public String privateText() {
    return privateText;
  }

  /// The public half as it stands in authorized_keys: type, key, comment.
  public String publicLine() {
    return publicLine;
  }

  @Override
  public String toString() {
    return publicLine;
  }
}
