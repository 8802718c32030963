#!/usr/bin/env bash
# Stands in for the program whose name it is started by (az, gh, sleep): sends its arguments and its input to the
# test, and prints what the test answers. Without child processes of its own, so that a run takes little time.
input=''
if [ "${0##*/}" != sleep ]; then IFS= read -r -d '' input; fi
exec 3<>"/dev/tcp/127.0.0.1/$STAND_IN_PORT" || exit 99
printf '%s\0' "$(($# + 2))" "${0##*/}" "$input" "$@" >&3
IFS= read -r -d '' code <&3
IFS= read -r -d '' output <&3
IFS= read -r -d '' errors <&3
printf '%s' "$output"
printf '%s' "$errors" >&2
exit "$code"
