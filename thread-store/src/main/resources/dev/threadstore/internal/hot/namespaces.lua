-- Reads the namespaces that have an activity index.
--
-- KEYS[1]  namespaces: set of encoded names
-- Returns  {'ok', name, …}

local reply = redis.call('SMEMBERS', KEYS[1])
table.insert(reply, 1, 'ok')
return reply
