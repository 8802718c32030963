#!/usr/bin/env bash
# curl and OpenSSL as clients of the sandbox. See ../main.ts for what they are given.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
printf '%s\n' 'EmailAddress,ResignationDate,LastWorkingDate' \
  'user1@contoso.com,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z' > "$folder/hr.csv"
uploads=0
failures=0

report() { # TITLE EXPECTED FOUND
  if [ "$2" = "$3" ]; then
    echo "ok - $1"
  else
    failures=$((failures + 1))
    echo "not ok - $1: expected $2, found $3"
  fi
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# Signs an assertion with the certificate, named by its SHA-1 thumbprint.
assertion() { # AUDIENCE
  local thumbprint now header claims
  thumbprint="$(openssl x509 -in "$CERTIFICATE_PATH" -outform DER | openssl dgst -sha1 -binary | base64url)"
  now="$(date +%s)"
  header="$(printf '{"alg":"RS256","typ":"JWT","x5t":"%s"}' "$thumbprint" | base64url)"
  claims="$(printf '{"iss":"%s","sub":"%s","aud":"%s","jti":"%s","nbf":%d,"exp":%d}' \
    "$CLIENT_ID" "$CLIENT_ID" "$1" "$(openssl rand -hex 16)" "$now" "$((now + 600))" | base64url)"
  printf '%s.%s.%s' "$header" "$claims" \
    "$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$CERTIFICATE_PATH" -binary | base64url)"
}

# Asks for a token; prints it, or Entra's code.
token() { # URL FIELD...
  local url="$1" answer fields=() field
  shift
  for field in "$@"; do fields+=(--data-urlencode "$field"); done
  answer="$(curl --silent --show-error --data grant_type=client_credentials --data "client_id=$CLIENT_ID" \
    "${fields[@]}" "$url")"
  case "$answer" in
    *'"access_token":"'*) sed -E 's/.*"access_token":"([^"]+)".*/\1/' <<< "$answer" ;;
    *) sed -E 's/.*(AADSTS[0-9]+).*/\1/' <<< "$answer" ;;
  esac
}

# Uploads with the token; prints the status.
upload() { # WEBHOOK JOB TOKEN CURL_OPTION...
  local url="$1?jobid=$2" bearer="$3"
  shift 3
  curl --silent --show-error --output /dev/null --write-out '%{http_code}' \
    --header "Authorization: Bearer $bearer" "$@" "$url"
}

attempt() { # TITLE WEBHOOK JOB TOKEN CURL_OPTION...
  local title="$1" status
  shift
  status="$(upload "$@")"
  [ "$status" != 200 ] || uploads=$((uploads + 1))
  report "$title" 200 "$status"
}

# The body that HttpClient of .NET makes for Microsoft's script: names without quotation marks.
{
  printf -- '--a-boundary\r\nContent-Disposition: form-data; name=file; filename=tmp0001.txt; '
  printf "filename*=utf-8''tmp0001.txt\r\n\r\n"
  cat "$folder/hr.csv"
  printf -- '\r\n--a-boundary--\r\n'
} > "$folder/body"
script_form=(--header 'Content-Type: multipart/form-data; boundary=a-boundary' --data-binary "@$folder/body")
form=(--form "file=@$folder/hr.csv;type=text/csv")

while IFS=$'\t' read -r name authority webhook job _; do
  endpoint="https://$authority/$TENANT_ID/oauth2/v2.0/token"
  # The host and the path with two slashes are those of Microsoft's scripts.
  host="$authority"
  [ "$name" != commercial ] || host=login.windows.net
  url="$webhook"
  [ "$name" != gcc ] || url="${webhook/\/api/\/\/api}"
  script_token="$(token "https://$host/$TENANT_ID/oauth2/token?api-version=1.0" \
    "client_secret=$CLIENT_SECRET" "resource=$RESOURCE" "tenant_id=$TENANT_ID")"
  attempt "curl, requests of Microsoft's script: $name" "$url" "$job" "$script_token" "${script_form[@]}"

  secret_token="$(token "$endpoint" "client_secret=$CLIENT_SECRET" "scope=$RESOURCE/.default")"
  attempt "curl, secret: $name" "$webhook" "$job" "$secret_token" "${form[@]}"

  type='client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  signed_token="$(token "$endpoint" "$type" "client_assertion=$(assertion "$endpoint")" "scope=$RESOURCE/.default")"
  attempt "curl, certificate with OpenSSL: $name" "$webhook" "$job" "$signed_token" "${form[@]}"

  if [ "$name" = commercial ]; then
    report 'curl, wrong secret' AADSTS7000215 "$(token "$endpoint" client_secret=wrong "scope=$RESOURCE/.default")"
    report 'curl, assertion for another audience' AADSTS700023 \
      "$(token "$endpoint" "$type" "client_assertion=$(assertion https://login.contoso.com/)" "scope=$RESOURCE/.default")"
    report 'curl, upload with another job ID' 403 "$(upload "$webhook" "$TENANT_ID" "$secret_token" "${form[@]}")"
    report 'curl, upload in chunks, without a length' 411 \
      "$(upload "$webhook" "$job" "$secret_token" "${script_form[@]}" --header 'Transfer-Encoding: chunked')"
    report 'curl, raw body' 400 \
      "$(upload "$webhook" "$job" "$secret_token" --header 'Content-Type: text/csv' --data-binary "@$folder/hr.csv")"
  fi
done < "$CLOUDS_FILE"

echo "# uploads $uploads"
[ "$failures" = 0 ]
