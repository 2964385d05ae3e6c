package dev.threadstore.internal.hot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The script that tries out what the user may run knows every command that any script calls. */
class PermissionsTest {
  private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(([^,)]+)");
  private static final Pattern TRIED = Pattern.compile("(?m)^ *try\\('([A-Z]+)'");

  /** How much memory a thread takes is told where that may be asked. */
  private static final Set<String> NOT_NEEDED = Set.of("MEMORY");

  @Test
  void permissions_ofAllScripts_areTriedOut() {
    Set<String> called = new TreeSet<>();
    for (Script script : Script.values()) {
      Matcher call = CALL.matcher(script.text());
      while (script != Script.PERMISSIONS && call.find()) {
        assertThat(call.group(1)).as("a literal").matches("'[A-Z]+'");
        called.add(call.group(1).replace("'", ""));
      }
    }
    called.removeAll(NOT_NEEDED);
    Set<String> tried = new TreeSet<>();
    TRIED.matcher(Script.PERMISSIONS.text()).results().forEach(each -> tried.add(each.group(1)));
    assertThat(tried).isEqualTo(called);
  }
}
