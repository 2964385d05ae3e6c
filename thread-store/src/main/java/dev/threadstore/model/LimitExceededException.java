package dev.threadstore.model;

/**
 * An argument is larger than a limit of {@link ThreadStoreSettings} or of the format. Nothing was
 * written. Split it, shrink it, or raise the limit.
 */
public final class LimitExceededException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final String limitName;
  private final long limit;
  private final long value;

  /**
   * Creates one.
   *
   * @param limitName what is limited, with its unit
   * @param limit the largest value allowed
   * @param value the value found
   */
  public LimitExceededException(String limitName, long limit, long value) {
    super(limitName + " exceeds its limit: value=`" + value + "` limit=`" + limit + "`");
    this.limitName = limitName;
    this.limit = limit;
    this.value = value;
  }

  /**
   * What is limited, with its unit.
   *
   * @return the limit's name
   */
  public String limitName() {
    return limitName;
  }

  /**
   * The largest value allowed.
   *
   * @return the limit
   */
  public long limit() {
    return limit;
  }

  /**
   * The value found.
   *
   * @return the value
   */
  public long value() {
    return value;
  }
}
