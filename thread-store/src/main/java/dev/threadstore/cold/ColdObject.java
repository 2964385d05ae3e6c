package dev.threadstore.cold;

import java.time.Duration;

/**
 * One line of a {@link ColdStore#list listing}.
 *
 * @param key the object's key
 * @param size its size in bytes
 * @param age how long ago it was created, by the store's own clock at the time of the listing;
 *     never negative
 */
public record ColdObject(String key, long size, Duration age) {}
