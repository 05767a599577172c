package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.RequestPath;
import java.util.Optional;

/// Resources that are answered without being stored, such as reviews. Asks for permission itself.
public interface VirtualResources {
  /// The answer; empty if the path is none of its own.
  Optional<Answer> answer(RequestPath.Resource path, ApiRequest request)
      throws InterruptedException;
}
