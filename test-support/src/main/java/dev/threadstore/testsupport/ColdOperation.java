package dev.threadstore.testsupport;

/** The operations of a {@link dev.threadstore.cold.ColdStore} that can fail. */
public enum ColdOperation {
  /** {@link dev.threadstore.cold.ColdStore#read}. */
  READ,
  /** {@link dev.threadstore.cold.ColdStore#create}. */
  CREATE,
  /** {@link dev.threadstore.cold.ColdStore#delete}. */
  DELETE,
  /** {@link dev.threadstore.cold.ColdStore#list}. */
  LIST
}
