package dev.threadstore.internal.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stamps that are made outside Redis; all others are {@code sha1(stamp .. nonce)} in a script. */
public final class Stamps {
  private Stamps() {}

  /**
   * The stamp with which a new history begins.
   *
   * @param nonce a nonce that was never used before
   * @return 40 hex digits
   */
  public static String first(String nonce) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(nonce.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
