package dev.threadstore.testsupport;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder below the temporary one that a user's processes share, and to which no other writes. */
final class PrivateFolder {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFolder() {}

  /**
   * Opens or creates it. Where another user has taken the name, to have us run what he puts there
   * for instance, a fresh folder takes its place.
   */
  static Path open(String name) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return open(temporary.resolve(name + "-" + System.getProperty("user.name")));
  }

  static Path open(Path folder) throws IOException {
    try {
      return Files.createDirectory(folder, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      return isPrivate(folder)
          ? folder
          : Files.createTempDirectory(folder.getFileName() + "-", OWNER_ONLY);
    }
  }

  private static boolean isPrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    return !permissions.contains(PosixFilePermission.GROUP_WRITE)
        && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
        && Files.getOwner(folder).equals(currentUser());
  }

  /**
   * Asked of the file system, since the name in the system properties may be none that it knows.
   */
  private static Object currentUser() throws IOException {
    Path probe = Files.createTempFile("threadstore", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
