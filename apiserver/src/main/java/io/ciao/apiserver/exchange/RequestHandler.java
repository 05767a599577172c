package io.ciao.apiserver.exchange;

/// Answers requests. Called on a virtual thread of the request's own, so it may block.
public interface RequestHandler {
  /// Never throws for what a client did: refusals are answers.
  Answer handle(ApiRequest request) throws InterruptedException;
}
