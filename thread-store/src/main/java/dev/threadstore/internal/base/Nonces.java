package dev.threadstore.internal.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Where random tokens come from: nonces of changes, gates, writers' and staging tokens. */
@FunctionalInterface
public interface Nonces {

  /**
   * A token that nobody has had before.
   *
   * @return 32 hex digits
   */
  String next();

  /**
   * 128 bits from a secure generator.
   *
   * @return thread-safe nonces
   */
  static Nonces random() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    };
  }
}
