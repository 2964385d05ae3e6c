package dev.threadstore.internal.tier;

import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;

/**
 * Makes the handles that users hold.
 *
 * @param <M> the application's type of a message
 */
public final class Threads<M> {
  private final Tiers tiers;
  private final Protocols protocols;
  private final Encoder<M> encoder;
  private final StateCodec stateCodec;

  /**
   * Wires the protocols.
   *
   * @param tiers both tiers
   * @param codec turns messages into bytes and back
   * @param stateCodec turns states into JSON and back
   */
  public Threads(Tiers tiers, MessageCodec<M> codec, StateCodec stateCodec) {
    this.tiers = tiers;
    this.protocols = new Protocols(tiers);
    this.encoder = new Encoder<>(codec, tiers.settings());
    this.stateCodec = stateCodec;
  }

  /**
   * A handle on a thread.
   *
   * @param ref the thread
   * @return the handle
   */
  public TieredThreadManager<M> thread(ThreadRef ref) {
    return new TieredThread<>(ref, tiers, protocols, encoder, stateCodec);
  }

  /**
   * A namespace.
   *
   * @param name its name, valid as such
   * @return the namespace
   */
  public ThreadNamespace<M> namespace(String name) {
    return new NamespaceView<>(name, tiers, protocols.flush, this::thread);
  }
}
