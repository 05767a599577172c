package io.ciao.ssntp.frame;

import java.util.ArrayList;
import java.util.List;

/// A set of roles as the mask that travels; may hold bits that this version does not know.
///
/// @param mask unsigned 32 bits
public record Roles(int mask) {

  /// No role.
  public static final Roles NONE = new Roles(0);

  /// Those roles.
  public static Roles of(Role... roles) {
    return of(List.of(roles));
  }

  /// Those roles.
  public static Roles of(Iterable<Role> roles) {
    var mask = 0;
    for (var role : roles) {
      mask |= role.code();
    }
    return new Roles(mask);
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return mask == 0;
  }

  /// Whether that role is among these.
  public boolean contains(Role role) {
    return (mask & role.code()) != 0;
  }

  /// Whether every role of `others` is among these.
  public boolean containsAll(Roles others) {
    return (mask & others.mask) == others.mask;
  }

  /// Whether some role is in both.
  public boolean intersects(Roles others) {
    return (mask & others.mask) != 0;
  }

  /// The roles that this version knows, in printing order.
  public List<Role> toList() {
    var roles = new ArrayList<Role>();
    for (var role : Role.values()) {
      if (contains(role)) {
        roles.add(role);
      }
    }
    return List.copyOf(roles);
  }

  /// The original's form, such as `CNAgent-NetworkingAgent`; empty for none.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var role : toList()) {
      text.append(text.isEmpty() ? "" : "-").append(role.text());
    }
    return text.toString();
  }
}
