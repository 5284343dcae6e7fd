#!/bin/sh
# Makes a key pair for a care system: NAME.pem (private, keep it) and NAME.jwks.json (public, hand
# it over). Needs openssl.
#
#   sh make-keys.sh NAME
set -eu

name=${1:?"the name of the key, such as planning-2026-11"}
bits=3072

umask 077
openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$bits" -out "$name.pem"

# In DER the modulus stands after nine bytes of headings; the exponent is always 65537, AQAB.
modulus=$(openssl rsa -in "$name.pem" -RSAPublicKey_out -outform DER 2>/dev/null |
    tail -c +10 | head -c $((bits / 8)) | openssl base64 -A | tr '+/' '-_' | tr -d '=')

umask 022
printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS384","kid":"%s","n":"%s","e":"AQAB"}]}\n' \
    "$name" "$modulus" >"$name.jwks.json"
echo "$name.pem is yours alone; $name.jwks.json is for the operator of Min plan."
