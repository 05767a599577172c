package io.ciao.apiserver.identity;

import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.rbac.ServiceAccounts;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Acting as somebody else: the headers `Impersonate-User`, `-Group`, `-Uid` and `-Extra-KEY`. Each
/// of them needs the verb `impersonate` on what it names. Pure but for the roles.
public final class Impersonation {
  private static final String PREFIX = "impersonate-";
  private static final String EXTRA = PREFIX + "extra-";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Authorizer authorizer;

  public Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// The identity that the request is to be judged as; the caller's own if it asks for no other.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 403 if the caller may not act as that
  public Identity of(Identity caller, ApiRequest request) {
    String user = request.header(PREFIX + "user");
    List<String> groups = lines(request.header(PREFIX + "group"));
    String uid = request.header(PREFIX + "uid");
    Map<String, List<String>> extra = extra(request);
    if (user.isEmpty()) {
      if (groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
        return caller;
      }
      throw Refusals.badRequest(
          "Impersonate-Group, -Uid and -Extra need an Impersonate-User to belong to");
    }
    if (caller.isAnonymous()) {
      throw Refusals.unauthorized();
    }
    Optional<ServiceAccounts.Name> account = ServiceAccounts.parse(user);
    requireUser(caller, user, account);
    for (String group : groups) {
      require(caller, Attributes.named("impersonate", "", "groups", group));
    }
    if (!uid.isEmpty()) {
      require(caller, Attributes.named("impersonate", AUTHENTICATION, "uids", uid));
    }
    extra.forEach((key, values) -> values.forEach(value -> requireExtra(caller, key, value)));
    if (groups.isEmpty() && account.isPresent()) {
      groups = ServiceAccounts.groups(account.get().namespace());
    }
    return Identity.stated(user, groups, uid, extra);
  }

  private void requireUser(Identity caller, String user, Optional<ServiceAccounts.Name> account) {
    require(
        caller,
        account.isPresent()
            ? new Attributes.OfResource(
                "impersonate",
                "",
                "serviceaccounts",
                "",
                account.get().namespace(),
                account.get().name())
            : Attributes.named("impersonate", "", "users", user));
  }

  private void requireExtra(Identity caller, String key, String value) {
    require(
        caller,
        new Attributes.OfResource("impersonate", AUTHENTICATION, "userextras", key, "", value));
  }

  private void require(Identity caller, Attributes attributes) {
    if (authorizer.decide(caller, attributes) instanceof Decision.Denied(String reason)
        && attributes instanceof Attributes.OfResource what) {
      throw Refusals.forbidden(
          new GroupResource(what.group(), what.what()),
          what.name(),
          "User \""
              + caller.user()
              + "\" cannot impersonate resource \""
              + what.what()
              + "\" in API group \""
              + what.group()
              + "\": "
              + reason);
    }
  }

  private static Map<String, List<String>> extra(ApiRequest request) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(EXTRA)) {
                extra.put(decode(name.substring(EXTRA.length())), lines(value));
              }
            });
    return extra;
  }

  private static String decode(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Refusals.badRequest("the header Impersonate-Extra-" + key + " cannot be decoded");
    }
  }

  private static List<String> lines(String value) {
    List<String> lines = new ArrayList<>();
    for (String line : value.split(ApiRequest.LINE, 256)) {
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
