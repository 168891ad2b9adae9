#!/bin/sh
# Prints a bearer token of the MixVel web service. The token is kept in a file and used until shortly before it ends.
#
#   token=$(sh login.sh)         the kept token, or a new one
#   token=$(sh login.sh --new)   a new one: once after HTTP 401
#
# Settings: MIXVEL_URL, MIXVEL_LOGIN, MIXVEL_PASSWORD, MIXVEL_UNIT; without them, the demo of a local run.
# Exit status: 0 a token was printed, 1 the login was refused, 2 there was no answer to use.
set -eu
umask 077

url=${MIXVEL_URL:-http://127.0.0.1:8787}
login=${MIXVEL_LOGIN:-testUser.auth@mixvel.com}
password=${MIXVEL_PASSWORD:-passWord1!}
unit=${MIXVEL_UNIT:-12036_ALPHA}

# One file for each login, in a folder that only this user can read.
folder=${XDG_CACHE_HOME:-$HOME/.cache}/mixvel
kept=$folder/$(printf '%s|%s|%s' "$url" "$login" "$unit" | cksum | tr ' ' -)
mkdir -p "$folder"

# A token lives 24 h = 1440 min; 10 of them are left for the work that it is fetched for.
if [ "${1:-}" != --new ] && [ -n "$(find "$kept" -mmin -1430 2>/dev/null)" ]; then
    cat "$kept"
    exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

escape() { printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

# A random UUID. Linux and macOS have other ways to make one; this one works everywhere.
message_id() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n' |
        sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\1-\2-4\3-a\4-\5/'
}

# The request goes through a pipe, so that the password is on no command line and in no file.
request() {
    cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
  <Header/>
  <Body>
    <MessageInfo MessageId="$(message_id)" TimeSent="$(date -u +%Y-%m-%dT%H:%M:%SZ)"/>
    <AppData>
      <a:Auth xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
        <Login>$(escape "$login")</Login>
        <Password>$(escape "$password")</Password>
        <StructureUnitID>$(escape "$unit")</StructureUnitID>
      </a:Auth>
    </AppData>
  </Body>
</MixEnv:Envelope>
XML
}

# What an XML text stands for; & comes last, so that nothing is decoded twice.
decode() { sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&apos;/'/g; s/&amp;/\&/g"; }

# The values of an element in the answer, one a line. With xmllint: xmllint --xpath "//$1/text()" "$scratch/answer"
elements() { sed -n "s|.*<$1>\([^<]*\)</$1>.*|\1|p" "$scratch/answer" | decode; }
element() { elements "$1" | head -n 1; }
header() { tr -d '\r' <"$scratch/head" | grep -i "^$1:" | tail -n 1 | cut -d ' ' -f 2-; }

try=1
while :; do
    status=$(request | curl --silent --show-error --connect-timeout 10 --max-time 30 --max-filesize 1048576 \
        --header 'Content-Type: application/xml; charset=utf-8' --data-binary @- \
        --dump-header "$scratch/head" --output "$scratch/answer" --write-out '%{http_code}' \
        "$url/api/Accounts/login") || { echo "login.sh: no answer from $url" >&2; exit 2; }
    [ -f "$scratch/answer" ] || : >"$scratch/answer"

    token=$(element Token)
    if [ "$status" = 200 ] && [ -n "$token" ]; then
        printf '%s\n' "$token" >"$kept.$$" && mv "$kept.$$" "$kept"
        printf '%s\n' "$token"
        exit 0
    fi

    # A refusal comes with HTTP 200 too: only the envelope tells.
    {
        word=$(elements DescText | grep -v ' ' | head -n 1) # at HTTP 400 it stands second
        echo "login.sh: HTTP $status, $(element Code) ${word:-no envelope}, request $(header X-Request-Id)"
        elements DescText | grep ' ' | sed 's/^/  /'
    } >&2
    wait=$(element RetryAfter)
    if [ "$(element CanRetry)" != true ] || [ $try -ge 4 ] || [ "${wait:=5}" -gt 60 ]; then
        [ -n "$(element ErrorType)" ] && exit 1 || exit 2
    fi
    sleep "$wait"
    try=$((try + 1))
done
