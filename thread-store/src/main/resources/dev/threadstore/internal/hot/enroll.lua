-- Adds a namespace to those that have an activity index.
--
-- KEYS[1]  namespaces: set of encoded names
-- ARGV[1]  the encoded namespace
-- Returns  {'ok'}

-- A write that a full Redis allows, after which it does not refuse the next.
redis.call('SREM', KEYS[1], '')
redis.call('SADD', KEYS[1], ARGV[1])
return {'ok'}
