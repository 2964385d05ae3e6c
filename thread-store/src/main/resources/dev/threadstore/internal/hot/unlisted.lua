-- uses: index
-- Counts threads that are not in the index.
--
-- ARGV     their encoded ids
-- Returns  {'ok', how many are not there}

local missing = 0
for _, id in ipairs(ARGV) do
  if not redis.call('ZSCORE', ACTIVE, id) and not redis.call('ZSCORE', LEASED, id) then
    missing = missing + 1
  end
end
return {'ok', text(missing)}
