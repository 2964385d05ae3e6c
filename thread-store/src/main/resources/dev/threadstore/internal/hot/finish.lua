-- uses: copy
-- Removes what a deletion has sealed, or the stub of a fork.
--
-- ARGV[3]  the phase: only if the thread is still in it
-- Returns  {'ok'}; {'moved'} if somebody else has finished it

if redis.call('HGET', HEAD, 'phase') ~= ARGV[3] then
  return {'moved'}
end
redis.call('UNLINK', HEAD, LOG, IDS, GATE)
return {'ok'}
