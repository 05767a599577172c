package io.ciao.launcher.presence;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `POST nodes/NAME/renew`, with a client for each apiserver: which of them is asked is not for the
/// client to choose.
public final class HttpRenewals implements RenewalCalls {
  private static final int FORBIDDEN = 403;
  private static final String NOT_MEMBER = "NotMember";
  private static final String LOST = " is lost";

  private final List<ApiClient> apiservers;
  private final String path;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// @param apiservers one client for each; closed with this
  public HttpRenewals(List<ApiClient> apiservers, String nodeName) {
    this.apiservers = List.copyOf(apiservers);
    this.path = ResourceType.NODES.path(new ObjectKey(null, nodeName)) + "/renew";
  }

  @Override
  public int servers() {
    return apiservers.size();
  }

  /// The client's own limits are for connecting and for asking, each; this one is for both.
  @Override
  public Answer renew(int server, long incarnation, long seq) throws InterruptedException {
    Future<Answer> asked;
    try {
      asked = threads.submit(() -> ask(apiservers.get(server), incarnation, seq));
    } catch (RejectedExecutionException e) {
      return new Answer.Unknown("the agent is stopping");
    }
    try {
      return asked.get(ATTEMPT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Answer.Unknown("no answer within " + ATTEMPT.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException("renew the node's presence", e.getCause());
    } finally {
      asked.cancel(true);
    }
  }

  private Answer ask(ApiClient apiserver, long incarnation, long seq) {
    var body = Json.object();
    body.put("incarnation", incarnation).put("seq", seq);
    try {
      apiserver.post(path, body);
      return new Answer.Renewed();
    } catch (ApiException e) {
      return refused(e);
    } catch (ApiUnreachableException e) {
      return new Answer.Unknown(String.valueOf(e.getMessage()));
    }
  }

  private static Answer refused(ApiException e) {
    var message = String.valueOf(e.getMessage());
    var notMember =
        (e.isConflict() && e.reason().equals(NOT_MEMBER))
            || (e.code() == FORBIDDEN && message.contains(LOST));
    return notMember ? new Answer.NotMember(message) : new Answer.Unknown(message);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    apiservers.forEach(ApiClient::close);
  }
}
