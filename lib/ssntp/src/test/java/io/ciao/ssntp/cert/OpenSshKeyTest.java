package io.ciao.ssntp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.util.io.pem.PemReader;
import org.junit.jupiter.api.Test;

class OpenSshKeyTest {
  private final OpenSshKey key = OpenSshKey.create(new SecureRandom(), "mine");

  @Test
  void theHalvesBelongTogether() throws IOException {
    var words = key.publicLine().split(" ", -1);

    assertThat(words).hasSize(3).startsWith("ssh-ed25519").endsWith("mine");
    assertThat(Base64.getDecoder().decode(words[1]))
        .isEqualTo(OpenSSHPublicKeyUtil.encodePublicKey(privateHalf().generatePublicKey()));
  }

  @Test
  void eachOneIsAnother() {
    assertThat(OpenSshKey.create(new SecureRandom(), "mine").publicLine())
        .isNotEqualTo(key.publicLine());
  }

  @Test
  void itsTextIsThePublicHalf() {
    assertThat(key).hasToString(key.publicLine());
  }

  private Ed25519PrivateKeyParameters privateHalf() throws IOException {
    try (var reader = new PemReader(new StringReader(key.privateText()))) {
      var block = reader.readPemObject();
      assertThat(block.getType()).isEqualTo("OPENSSH PRIVATE KEY");
      return (Ed25519PrivateKeyParameters)
          OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(block.getContent());
    }
  }
}
