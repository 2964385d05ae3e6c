package dev.threadstore.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: our version from the jar's manifest, and Java's. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Threadctl.class.getPackage().getImplementationVersion();
    return new String[] {
      "threadctl " + (version == null ? "(development)" : version) + ", Java " + Runtime.version()
    };
  }
}
