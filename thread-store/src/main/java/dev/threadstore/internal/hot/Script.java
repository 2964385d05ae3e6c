package dev.threadstore.internal.hot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The Lua scripts, one a transition. A script's text is its file, preceded by the files of {@code
 * lib/} that its first line may name ({@code -- uses: copy ids}); it is never generated.
 */
enum Script {
  APPEND(Effect.CHANGE),
  TRUNCATE(Effect.CHANGE),
  STATE(Effect.CHANGE),
  LABEL(Effect.CHANGE),
  INFO(Effect.NONE),
  PEEK(Effect.NONE),
  READ(Effect.NONE),
  GATE(Effect.NONE),
  STAGE(Effect.NONE),
  INSTALL(Effect.CHANGE),
  BEGIN_FLUSH(Effect.NONE),
  COMMIT_FLUSH(Effect.NONE),
  DROP(Effect.CHANGE),
  REBASE(Effect.CHANGE),
  SEAL(Effect.CHANGE),
  AIM(Effect.NONE),
  BEGIN_FORK(Effect.CHANGE),
  FINISH(Effect.NONE),
  TOUCH(Effect.NONE),
  CLAIM(Effect.NONE),
  SETTLE(Effect.NONE),
  KEEP(Effect.NONE),
  ADOPT(Effect.NONE),
  DUE(Effect.NONE),
  CENSUS(Effect.NONE),
  UNLISTED(Effect.NONE),
  FAILING(Effect.NONE),
  BACKLOG(Effect.NONE),
  ENROLL(Effect.NONE),
  NAMESPACES(Effect.NONE),
  BEGIN_SCAN(Effect.NONE),
  END_SCAN(Effect.NONE),
  PERMISSIONS(Effect.NONE);

  /** Whether a reader of the thread could see a difference. */
  enum Effect {
    /** It could: after a lost answer the outcome is unknown. */
    CHANGE,
    /** It could not: after a lost answer the caller may start over. */
    NONE
  }

  private static final String USES = "-- uses: ";

  private final Effect effect;
  private final String text;
  private final String sha1;

  Script(Effect effect) {
    this.effect = effect;
    String body = resource(fileName());
    StringBuilder whole = new StringBuilder();
    String firstLine = body.lines().findFirst().orElse("");
    if (firstLine.startsWith(USES)) {
      for (String library : firstLine.substring(USES.length()).split(" ", -1)) {
        whole.append(resource("lib/" + library + ".lua")).append('\n');
      }
    }
    text = whole.append(body).toString();
    try {
      sha1 =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  Effect effect() {
    return effect;
  }

  String text() {
    return text;
  }

  String sha1() {
    return sha1;
  }

  /** Its name, as failpoints and messages have it. */
  String step() {
    return name().toLowerCase(Locale.ROOT);
  }

  private String fileName() {
    return step() + ".lua";
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("script is not on the class path: name=`" + name + "`");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
