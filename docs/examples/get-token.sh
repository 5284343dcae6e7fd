#!/bin/sh
# Proves who a care system is and prints an access token of five minutes. Needs openssl and curl.
#
#   sh get-token.sh PORTAL CLIENT_ID KEY.pem KID [SCOPE…]
#
#   sh get-token.sh https://minplan.example vs-… planning-2026-11.pem planning-2026-11
set -eu

portal=${1:?"the address of the portal, such as https://minplan.example"}
portal=${portal%/}
client_id=${2:?"the client id that the operator has given"}
key=${3:?"the file of the private key"}
kid=${4:?"the name of the key in the key set"}
shift 4
[ -r "$key" ] || { echo "get-token.sh: there is no private key in $key" >&2; exit 1; }

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# Made out to this one address, good for four minutes, and never used twice.
header=$(printf '{"alg":"RS384","typ":"JWT","kid":"%s"}' "$kid" | base64url)
claims=$(printf '{"iss":"%s","sub":"%s","aud":"%s/oauth/token","exp":%d,"jti":"%s"}' \
    "$client_id" "$client_id" "$portal" $(($(date +%s) + 240)) "$(openssl rand -hex 16)" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" |
    openssl dgst -sha384 -sign "$key" -binary | base64url)

# The proof goes in by standard input: the arguments of a program can be seen by others.
answer=$(printf '%s.%s.%s' "$header" "$claims" "$signature" |
    curl -sS "$portal/oauth/token" \
        --data-urlencode 'grant_type=client_credentials' \
        --data-urlencode 'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer' \
        --data-urlencode 'client_assertion@-' \
        ${1:+--data-urlencode "scope=$*"})

token=$(printf '%s' "$answer" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then
    echo "$answer" >&2
    exit 1
fi
echo "$token"
