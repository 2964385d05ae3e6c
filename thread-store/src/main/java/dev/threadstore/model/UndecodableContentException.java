package dev.threadstore.model;

/**
 * The application's codec cannot decode what is stored: most often the type has changed since.
 * Nothing is damaged and nothing was changed. Let the codec read what it wrote before.
 */
public final class UndecodableContentException extends ThreadStoreException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param thread the thread
   * @param what {@code state}, or {@code message} and its id
   * @param cause what the codec threw
   */
  public UndecodableContentException(ThreadRef thread, String what, RuntimeException cause) {
    super("codec cannot decode: thread=`%s` what=`%s`".formatted(thread, what), cause);
  }
}
