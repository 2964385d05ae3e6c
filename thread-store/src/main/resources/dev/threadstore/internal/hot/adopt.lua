-- uses: index
-- Adds threads that were found hot and are not in the index, as if they had been used just now.
--
-- ARGV     their encoded ids
-- Returns  {'ok', how many were added}

local added, at = 0, text(now())
allow_on_full_redis()
for _, id in ipairs(ARGV) do
  if not redis.call('ZSCORE', LEASED, id) then
    added = added + redis.call('ZADD', ACTIVE, 'NX', at, id)
  end
end
return {'ok', text(added)}
