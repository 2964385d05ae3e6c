-- uses: copy ids
-- Adds a chunk to the staging keys of an install.
--
-- KEYS[5..6]  staged log, staged ids
-- ARGV[3]     how long the staging lasts, in milliseconds
-- ARGV[4]     how many records must be staged already; if it is this chunk that is there, its
--             answer was lost
-- ARGV[5]     number of index buckets
-- ARGV[6..]   records
-- Returns     {'ok'}; {'moved'} if the staging is not as it should be: start over with a new one

local log, ids = KEYS[5], KEYS[6]
local offset, records = tonumber(ARGV[4]), {}
for i = 6, #ARGV do
  records[#records + 1] = ARGV[i]
end
local staged = tonumber(redis.call('HGET', ids, 'staged') or 0)
if redis.call('LLEN', log) ~= staged then
  return {'moved'}
elseif staged == offset then
  push(log, records)
  index(ids, tonumber(ARGV[5]), records, offset)
  redis.call('HSET', ids, 'staged', text(offset + #records))
elseif staged ~= offset + #records then
  return {'moved'}
end
redis.call('PEXPIRE', log, ARGV[3])
redis.call('PEXPIRE', ids, ARGV[3])
return {'ok'}
