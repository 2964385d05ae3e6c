package dev.threadstore.internal.base;

import dev.threadstore.model.PayloadFormat;

/**
 * A message below the codec: its id and its opaque bytes. Both tiers move these and look at
 * neither.
 *
 * @param id the message's id, unique in its thread
 * @param payload what the codec made of the message; not copied, not to be modified
 * @param format what the codec says the payload is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying every payload would cost
public record MessageRecord(String id, byte[] payload, PayloadFormat format) {}
