-- uses: index
-- Reads some of the threads that could not be archived.
--
-- ARGV[1]  where to begin: '0', or what the read before returned
-- ARGV[2]  about how many
-- Returns  {'ok', where to go on, id, '<attempts> <since> <why>', when it is tried again or '0', id, …}

local page = redis.call('HSCAN', FAILING, ARGV[1], 'COUNT', ARGV[2])
local reply = {'ok', page[1]}
for i = 1, #page[2], 2 do
  reply[#reply + 1] = page[2][i]
  reply[#reply + 1] = page[2][i + 1]
  reply[#reply + 1] = text(tonumber(redis.call('ZSCORE', LEASED, page[2][i]) or 0))
end
return reply
