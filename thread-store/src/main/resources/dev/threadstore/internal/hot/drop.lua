-- uses: copy
-- Removes the hot copy.
--
-- ARGV[3]  condition: 's' and a stamp or 'e' and an epoch of a live copy, or 'd' for a damaged one
-- ARGV[4]  'clean': only if it is archived; 'any': also if it is not
-- Returns  {'ok'} if it is gone; {'dirty'}; {'revision', ver, stamp}; or as refuse()

local t = look()
if t.kind == 'absent' then
  return {'ok'}
elseif t.kind == 'live' then
  if not holds(t, ARGV[3]) then
    return {'revision', text(t.ver), t.stamp}
  elseif ARGV[4] == 'clean' and not t.clean then
    return {'dirty'}
  end
elseif t.kind ~= 'damaged' or ARGV[3] ~= 'd' then
  return refuse(t)
end
redis.call('UNLINK', HEAD, LOG, IDS)
return {'ok'}
