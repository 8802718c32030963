# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The certificate: its public half goes to the app, the whole into the secret HR_CERTIFICATE, its thumbprint into a
# variable, because a secret cannot be read back. The key is only in this process's memory and in pipes.

readonly RENEWAL_DAYS=30

certificate_state() {
  STATE=missing FOUND='the secret HR_CERTIFICATE does not exist'
  if ! has_secret; then return; fi
  FOUND='the variable HR_CERTIFICATE_THUMBPRINT, which tells what is in the secret, does not exist'
  load_variables
  if [ -z "$SAVED_THUMBPRINT" ] || [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  STATE=wrong FOUND="the certificate $SAVED_THUMBPRINT of the secret is not registered on the app"
  find_expiry "$SAVED_THUMBPRINT"
  if [ -z "$EXPIRY" ]; then return; fi
  if [[ "$EXPIRY" < "$(date_in_days "$RENEWAL_DAYS")" ]]; then
    FOUND="the certificate expires on ${EXPIRY%%T*}"
  elif [ -n "$CERTIFICATE_FILE" ] && [ "$(thumbprint_of "$(cat "$CERTIFICATE_FILE")")" != "$SAVED_THUMBPRINT" ]; then
    FOUND="the secret has another certificate than $CERTIFICATE_FILE"
  else
    STATE=right FOUND="thumbprint $SAVED_THUMBPRINT, expires on ${EXPIRY%%T*}"
    if [ -n "$OLDER" ]; then FOUND="$FOUND. When a preflight has passed, remove from the app:$OLDER"; fi
  fi
}

has_secret() {
  query gh api --paginate "$(settings_path secrets)" --jq '.secrets[].name' || return 1
  grep -qx HR_CERTIFICATE <<<"$OUTPUT"
}

# GNU date, or that of macOS.
date_in_days() {
  date -u -d "+$1 days" +%Y-%m-%dT 2>/dev/null || date -u -v "+$1d" +%Y-%m-%dT
}

query_certificates() {
  query az ad app credential list --cert --id "$CLIENT_ID" \
    --query "[?starts_with(displayName || '', '$UPLOAD_NAME-')].join(' ', [displayName, endDateTime, keyId])" --output tsv || true
}

# Sets EXPIRY: when the certificate with this thumbprint expires; empty if the app does not have it. Sets OLDER: the
# certificates that it replaced.
find_expiry() {
  local name expiry
  EXPIRY='' OLDER=''
  query_certificates
  while read -r name expiry _; do
    if [ "$name" = "$UPLOAD_NAME-$1" ]; then EXPIRY="$expiry"; else OLDER="$OLDER $name"; fi
  done <<<"$OUTPUT"
}

# First registered, then stored: until the secret changes, the certificate before it continues to work.
certificate_fix() {
  local pem='' thumbprint='THUMBPRINT' public='the certificate without its key'
  if [ "$PLANNING" = no ]; then
    pem="$(certificate_pem)" || exit "$EXIT_FAILED"
    thumbprint="$(thumbprint_of "$pem")"
    public="$(printf '%s\n' "$pem" | openssl x509)"
  elif [ -n "$CERTIFICATE_FILE" ]; then
    check_certificate_file
  else
    show_command "pem=\"\$(openssl req ${REQUEST[*]} -days $CERTIFICATE_DAYS -subj /CN=$UPLOAD_NAME)\""
  fi
  change az ad app credential reset --id "$CLIENT_ID" --append --display-name "$UPLOAD_NAME-$thumbprint" --output none "--cert=$public"
  SIGN_IN_CHANGED=yes
  set_secret "$pem"
  set_variable HR_CERTIFICATE_THUMBPRINT "$thumbprint"
}

set_secret() {
  if [ "$WITH_ENVIRONMENT" = yes ]; then
    change_with_input "printf %s \"\$pem\"" "$1" gh secret set HR_CERTIFICATE --repo "$REPOSITORY" --env "$UPLOAD_NAME"
  else
    change_with_input "printf %s \"\$pem\"" "$1" gh secret set HR_CERTIFICATE --repo "$REPOSITORY"
  fi
}

readonly REQUEST=(-x509 -newkey rsa:2048 -sha256 -nodes -keyout /dev/stdout -out /dev/stdout)

# Certificate and key, made or taken.
certificate_pem() {
  if [ -n "$CERTIFICATE_FILE" ]; then
    check_certificate_file
    cat "$CERTIFICATE_FILE"
    return
  fi
  openssl req "${REQUEST[@]}" -days "$CERTIFICATE_DAYS" -subj "/CN=$UPLOAD_NAME" 2>/dev/null ||
    fail 'openssl could not make a certificate.' 'install OpenSSL 1.1.1 or newer, or give a certificate with --certificate-file.'
}

check_certificate_file() {
  local fix='give a PEM file with an RSA certificate and its private key, not encrypted.' of_certificate of_key
  of_certificate="$(openssl x509 -in "$CERTIFICATE_FILE" -noout -pubkey 2>/dev/null)" ||
    fail "$CERTIFICATE_FILE has no certificate that can be read." "$fix"
  of_key="$(openssl pkey -in "$CERTIFICATE_FILE" -pubout -passin pass: 2>/dev/null)" ||
    fail "$CERTIFICATE_FILE has no private key that can be read without a password." "$fix"
  if [ "$of_certificate" != "$of_key" ]; then
    fail "certificate and private key in $CERTIFICATE_FILE do not belong together." "$fix"
  fi
  if ! openssl x509 -in "$CERTIFICATE_FILE" -noout -text | grep -q 'Public Key Algorithm: rsaEncryption'; then
    fail "the certificate in $CERTIFICATE_FILE is not an RSA certificate." "$fix"
  fi
  if ! openssl x509 -in "$CERTIFICATE_FILE" -noout -checkend $((RENEWAL_DAYS * 86400)) >/dev/null; then
    fail "the certificate in $CERTIFICATE_FILE expires within $RENEWAL_DAYS days." 'give one that is valid for longer.'
  fi
}

# SHA-1 thumbprint, as the portal shows it.
thumbprint_of() {
  local line
  line="$(printf '%s\n' "$1" | openssl x509 -noout -fingerprint -sha1)" || return
  line="${line#*=}"
  printf '%s' "${line//:/}"
}
