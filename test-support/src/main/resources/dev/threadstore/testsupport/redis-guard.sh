# Runs a Redis server and sees to it that it does not outlive the JVM that started it.
#
# stdin    from the JVM: names of signals to send to the server, one a line. Its end means that the
#          JVM has gone, in whatever way: the kernel closes the pipes of the dead.
# stdout   to the JVM: the server's process id, then each signal that was sent
# $1       the signal that ends the server once the JVM has gone: TERM lets it save, KILL does not
# $2       how many tenths of a second that may take before the server is killed
# $3       a folder to remove after that, or nothing
# $4       the file to which the server's output is appended
# $5...    the server's command
# exits    as the server did (128 + the signal's number if a signal ended it)

end=$1 tenths=$2 remove=$3 log=$4
shift 4

# Ctrl-C in a terminal goes to every process that belongs to it, and so do the signals of its end and
# of timeout(1). What they stop, and in which order, is for the JVM to decide. And a JVM that no
# longer reads must not end us.
trap '' INT HUP TERM PIPE

# fd 3, because the shell gives background jobs /dev/null as their stdin. A session of its own keeps
# Ctrl-C from the server too, where there is a setsid (not on macOS).
exec 3<&0
$(command -v setsid) "$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!
echo "$server"

(
  # The shell below ends this one when the server has ended. If the JVM has gone as well, there may
  # be a folder to remove first.
  trap 'exit' USR1
  while read -r signal <&3; do
    kill -s "$signal" "$server"
    echo "$signal"
  done
  trap '' USR1
  kill -s "$end" "$server" && kill -s CONT "$server"
  while kill -s 0 "$server" && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  [ "$tenths" -gt 0 ] || kill -s KILL "$server"
  [ -z "$remove" ] || rm -rf -- "$remove"
) 2>/dev/null &
guard=$!
exec 3<&-

wait "$server"
status=$?
kill -s USR1 "$guard"
exit "$status"
