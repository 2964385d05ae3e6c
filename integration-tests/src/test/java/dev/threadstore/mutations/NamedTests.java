package dev.threadstore.mutations;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** Finds tests by the short names that mutations use. */
final class NamedTests {
  private final ClassLoader loader;

  /** Finds them on a class path. */
  NamedTests(ClassLoader loader) {
    this.loader = loader;
  }

  /** Finds them wherever mutations may name them. */
  static NamedTests inProject() {
    List<URL> places = new ArrayList<>();
    Project.TEST_CLASSES.forEach(place -> places.add(url(place)));
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      places.add(url(Path.of(place)));
    }
    // All by one loader: tests see what their package keeps to itself.
    return new NamedTests(
        new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
  }

  private static URL url(Path place) {
    try {
      return place.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * All that a name stands for: a class, or the methods of that name, whatever they take.
   *
   * @throws IllegalArgumentException if there is no such test
   */
  List<DiscoverySelector> find(String name) {
    int dot = name.indexOf('.');
    Class<?> type = type(dot < 0 ? name : name.substring(0, dot));
    if (dot < 0) {
      return List.of(DiscoverySelectors.selectClass(type));
    }
    List<DiscoverySelector> methods =
        ReflectionSupport.streamMethods(
                type,
                method -> method.getName().equals(name.substring(dot + 1)),
                HierarchyTraversalMode.TOP_DOWN)
            .<DiscoverySelector>map(method -> DiscoverySelectors.selectMethod(type, method))
            .toList();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("no such test: " + name);
    }
    return methods;
  }

  private Class<?> type(String simpleName) {
    for (Path place : Project.TEST_CLASSES) {
      try (Stream<Path> files = Files.walk(place)) {
        List<Path> found =
            files.filter(file -> file.endsWith(simpleName + ".class")).limit(2).toList();
        if (!found.isEmpty()) {
          String path = place.relativize(found.get(0)).toString();
          String name = path.substring(0, path.length() - ".class".length());
          return Class.forName(name.replace('/', '.').replace('\\', '.'), false, loader);
        }
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalArgumentException("cannot look for a test: " + simpleName, e);
      }
    }
    throw new IllegalArgumentException("no such test: " + simpleName);
  }
}
