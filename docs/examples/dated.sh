#!/bin/sh
# Prints an example with its dates filled in: NOW, TODAY, IN-A-WEEK, IN-HALF-A-YEAR.
#
#   sh dated.sh FILE.json
set -eu

days() { date -d "+$1 days" +%F 2>/dev/null || date -v "+$1d" +%F; }

# To the millisecond where the clock tells it: of two messages in one second, which is the newer?
now=$(date -u +%FT%T.%3NZ)
case $now in *N*) now=$(date -u +%FT%TZ) ;; esac

sed -e "s/\"NOW\"/\"$now\"/" -e "s/\"TODAY\"/\"$(date +%F)\"/" \
    -e "s/IN-A-WEEK/$(days 7)/" -e "s/IN-HALF-A-YEAR/$(days 182)/" "${1:?"a file"}"
