package io.ciao.launcher.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.ciao.program.agent.ServedLog;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A container's output as its engine kept it.
final class ContainerLog implements ServedLog {
  private final DockerClient client;
  private final String container;

  ContainerLog(DockerClient client, String container) {
    this.client = client;
    this.container = container;
  }

  @Override
  public void copyTo(OutputStream out, int tailLines, boolean follow)
      throws IOException, InterruptedException {
    var command =
        client
            .logContainerCmd(container)
            .withStdOut(true)
            .withStdErr(true)
            .withFollowStream(follow);
    if (tailLines < 0) {
      command.withTailAll();
    } else {
      command.withTail(tailLines);
    }
    var copying = new Copying(out);
    try (copying) {
      command.exec(copying);
      copying.awaitCompletion();
    } catch (RuntimeException e) {
      throw new IOException("read the log of container " + container + ": " + e.getMessage(), e);
    }
    var failure = copying.failure;
    if (failure != null) {
      throw failure;
    }
  }

  /// Writes frames as they come; once the reader is gone it ends the command.
  private static final class Copying extends ResultCallback.Adapter<Frame> {
    private final OutputStream out;
    private volatile @Nullable IOException failure;

    private Copying(OutputStream out) {
      this.out = out;
    }

    @Override
    public void onNext(@Nullable Frame frame) {
      if (frame == null || failure != null) {
        return;
      }
      try {
        out.write(frame.getPayload());
        out.flush();
      } catch (IOException e) {
        failure = e;
        onComplete();
      }
    }
  }
}
