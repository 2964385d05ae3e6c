-- uses: copy ids
-- Adds a chunk of records, or of the index, or of both, to the staging keys of an install.
--
-- KEYS[5..6]  staged log, staged ids
-- ARGV[3]     how long the staging lasts, in milliseconds
-- ARGV[4]     how many records must be staged already; if it is this chunk that is there, its
--             answer was lost
-- ARGV[5]     the number of records
-- ARGV[6]     the number of the first bucket; those below must be staged already
-- ARGV[7..]   records, then buckets of the index (see lib/ids)
-- Returns     {'ok'}; {'moved'} if the staging is not as it should be: start over with a new one

local log, ids = KEYS[5], KEYS[6]
local offset, count, bucket = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local staged = tonumber(redis.call('HGET', ids, 'staged') or 0)
if redis.call('LLEN', log) ~= staged
    or tonumber(redis.call('HGET', ids, 'indexed') or 0) < bucket then
  return {'moved'}
elseif staged == offset then
  push(log, ARGV, 7, 6 + count)
elseif staged ~= offset + count then
  return {'moved'}
end
local fields = {'staged', text(offset + count), 'indexed', text(bucket + #ARGV - 6 - count)}
for i = 7 + count, #ARGV do
  fields[#fields + 1] = text(bucket)
  fields[#fields + 1] = ARGV[i]
  bucket = bucket + 1
end
redis.call('HSET', ids, unpack(fields))
redis.call('PEXPIRE', log, ARGV[3])
redis.call('PEXPIRE', ids, ARGV[3])
return {'ok'}
