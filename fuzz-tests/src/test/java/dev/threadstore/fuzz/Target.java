package dev.threadstore.fuzz;

import java.util.List;

/** A reader of bytes that we did not choose, and what it promises about any of them. */
public interface Target {

  /** Inputs from which mutations start: what the real writers make, and what once went wrong. */
  List<byte[]> seeds() throws Exception;

  /**
   * Lets the reader read. Returns if it keeps its promise: it answers, or it refuses with the one
   * exception that its contract names.
   */
  void read(byte[] input) throws Exception;
}
