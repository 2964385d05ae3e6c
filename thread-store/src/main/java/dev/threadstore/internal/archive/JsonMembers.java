package dev.threadstore.internal.archive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of one JSON object, asked for by name and type. What is missing, of another type, or
 * there twice is a problem; members that nobody asks for are not.
 */
final class JsonMembers {
  private static final JsonFactory JSON = new JsonFactory();

  private final String path;
  private final Map<?, ?> members;

  private JsonMembers(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Parses a line that is one JSON object.
   *
   * @param what names the object in problems
   */
  static JsonMembers parse(String what, ContentLine line) throws UnreadableObjectException {
    try (JsonParser parser =
        JSON.createParser(
            ObjectReadContext.empty(), line.buffer(), line.begin(), line.end() - line.begin())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableObjectException(what + " is not a JSON object");
      }
      Map<String, @Nullable Object> members = object(what, parser);
      if (parser.nextToken() != null) {
        throw new UnreadableObjectException(what + " is more than one JSON object");
      }
      return new JsonMembers(what, members);
    } catch (JacksonException e) {
      throw new UnreadableObjectException(what + " is not a JSON object", e);
    }
  }

  String text(String name) throws UnreadableObjectException {
    return member(name, String.class, "a string");
  }

  long integer(String name) throws UnreadableObjectException {
    return member(name, Long.class, "an integer of 64 bits");
  }

  boolean flag(String name) throws UnreadableObjectException {
    return member(name, Boolean.class, "true or false");
  }

  /** An array of strings. */
  List<String> texts(String name) throws UnreadableObjectException {
    List<String> texts = new ArrayList<>();
    for (Object element : array(name)) {
      if (!(element instanceof String text)) {
        throw new UnreadableObjectException(
            "member is not an array of strings: member=`%s`".formatted(path(name)));
      }
      texts.add(text);
    }
    return texts;
  }

  /** An object of strings, in the order of names; empty if it is missing. */
  SortedMap<String, String> textsByName(String name) throws UnreadableObjectException {
    SortedMap<String, String> texts = new TreeMap<>();
    if (members.containsKey(name)) {
      JsonMembers object = object(name);
      for (Object each : object.members.keySet()) {
        texts.put((String) each, object.text((String) each));
      }
    }
    return Collections.unmodifiableSortedMap(texts);
  }

  /** An array of objects. */
  List<JsonMembers> objects(String name) throws UnreadableObjectException {
    List<JsonMembers> objects = new ArrayList<>();
    for (Object element : array(name)) {
      if (!(element instanceof Map<?, ?> object)) {
        throw new UnreadableObjectException(
            "member is not an array of objects: member=`%s`".formatted(path(name)));
      }
      objects.add(new JsonMembers(path(name) + "[" + objects.size() + "]", object));
    }
    return objects;
  }

  private List<?> array(String name) throws UnreadableObjectException {
    return member(name, List.class, "an array");
  }

  JsonMembers object(String name) throws UnreadableObjectException {
    return new JsonMembers(path + "." + name, member(name, Map.class, "an object"));
  }

  /** An object, or null where null is what the member says; it must be there all the same. */
  @Nullable JsonMembers objectOrNull(String name) throws UnreadableObjectException {
    return members.containsKey(name) && members.get(name) == null ? null : object(name);
  }

  private <T> T member(String name, Class<T> type, String typeName)
      throws UnreadableObjectException {
    if (!members.containsKey(name)) {
      throw new UnreadableObjectException("member is missing: member=`" + path(name) + "`");
    }
    Object value = members.get(name);
    if (!type.isInstance(value)) {
      throw new UnreadableObjectException(
          "member is not %s: member=`%s`".formatted(typeName, path(name)));
    }
    return type.cast(value);
  }

  private String path(String name) {
    return path + "." + name;
  }

  /**
   * Nested names are not joined to a path: each level would hold all of those above it once more.
   */
  private static Map<String, @Nullable Object> object(String what, JsonParser parser)
      throws UnreadableObjectException {
    Map<String, @Nullable Object> members = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (members.containsKey(name)) {
        throw new UnreadableObjectException(
            what + " has a member twice: member=" + JsonText.quote(name));
      }
      members.put(name, value(what, parser, parser.nextToken()));
    }
    return members;
  }

  private static List<@Nullable Object> array(String what, JsonParser parser)
      throws UnreadableObjectException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(what, parser, token));
    }
    return elements;
  }

  /** Recursion ends at Jackson's limit of nesting. */
  private static @Nullable Object value(String what, JsonParser parser, @Nullable JsonToken token)
      throws UnreadableObjectException {
    if (token == null) {
      throw new UnreadableObjectException(what + " ends too early");
    }
    return switch (token) {
      case START_OBJECT -> object(what, parser);
      case START_ARRAY -> array(what, parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> number(parser.getNumberValue());
    };
  }

  private static Number number(Number value) {
    return value instanceof Integer ? (Long) value.longValue() : value;
  }
}
