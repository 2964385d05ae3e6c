-- Tries each command that scripts call, on a key of its own, and says which this user may not run.
-- The key is a string, so most of them are refused for its type, after their permission was looked at.
--
-- KEYS[1]  a key that nobody else uses
-- ARGV[1]  '1' if there is a cold store
-- Returns  {'ok', command, …}

local TTL, LATER = '60000', '32503680000000'
local KEY, denied = KEYS[1], {'ok'}

local function try(command, ...)
  local reply = redis.pcall(command, ...)
  local problem = type(reply) == 'table' and reply.err or ''
  if problem:find("can't run this command", 1, true) or problem:find('ACL failure', 1, true)
      or problem:find('NOPERM', 1, true) then
    denied[#denied + 1] = command
  end
end

try('SET', KEY, 'x', 'PX', TTL)
try('GET', KEY)
try('EXISTS', KEY)
try('TYPE', KEY)
try('TIME')
try('PTTL', KEY)
try('PERSIST', KEY)
try('PEXPIREAT', KEY, LATER)
try('PEXPIRE', KEY, TTL)
try('RENAME', KEY, KEY)
try('HSET', KEY, 'f', 'v')
try('HSETNX', KEY, 'f', 'v')
try('HGET', KEY, 'f')
try('HMGET', KEY, 'f')
try('HGETALL', KEY)
try('HEXISTS', KEY, 'f')
try('HLEN', KEY)
try('HDEL', KEY, 'f')
try('RPUSH', KEY, 'v')
try('LLEN', KEY)
try('LINDEX', KEY, '0')
try('LRANGE', KEY, '0', '0')
try('LTRIM', KEY, '0', '0')
if ARGV[1] == '1' then
  try('ZADD', KEY, '0', 'm')
  try('ZSCORE', KEY, 'm')
  try('ZCARD', KEY)
  try('ZCOUNT', KEY, '0', '0')
  try('ZRANGEBYSCORE', KEY, '0', '0')
  try('ZREM', KEY, 'm')
  try('HSCAN', KEY, '0')
  try('SADD', KEY, 'm')
  try('SMEMBERS', KEY)
  try('SREM', KEY, 'm')
end
try('UNLINK', KEY)
return denied
