-- uses: index
-- Lets a thread count as used at some moment to come. A touch or a settlement leaves that as it is.
--
-- ARGV[1]  the thread's encoded id
-- ARGV[2]  how far away that moment is, in microseconds
-- Returns  {'ok', '1' if a worker has the thread in hand, else '0'}

allow_on_full_redis()
redis.call('ZADD', ACTIVE, text(now() + tonumber(ARGV[2])), ARGV[1])
return {'ok', redis.call('ZSCORE', LEASED, ARGV[1]) and '1' or '0'}
