# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The federated credential: Entra accepts the OIDC token of a job whose issuer, subject and audience equal these.

# Issuer of the OIDC tokens: github.com, GitHub Enterprise Cloud with data residency (SUBDOMAIN.ghe.com), a server.
issuer() {
  if [ -n "$ISSUER_OPTION" ]; then echo "$ISSUER_OPTION"; return; fi
  case "$GH_HOST" in
    github.com) echo 'https://token.actions.githubusercontent.com' ;;
    *.ghe.com) echo "https://token.actions.$GH_HOST" ;;
    *) echo "https://$GH_HOST/_services/token" ;;
  esac
}

audience() {
  case "$CLOUD" in
    commercial | gcc) echo 'api://AzureADTokenExchange' ;;
    *) echo 'api://AzureADTokenExchangeUSGov' ;;
  esac
}

# Sets SUBJECT: what GitHub presents for this environment, or for the default branch without environments.
# Repositories since 15 July 2026 present names with IDs; `sub_claim_prefix` tells which form is in use.
find_subject() {
  local default='' claims='' prefix=''
  SUBJECT="$SUBJECT_OPTION"
  if [ -n "$SUBJECT" ]; then return; fi
  if query gh api "repos/$REPOSITORY/actions/oidc/customization/sub" --jq '[.use_default, (.include_claim_keys // [] | join(",")), (.sub_claim_prefix // "")] | map(tostring) | join(" ; ")'; then
    IFS=';' read -r default claims prefix <<<"${OUTPUT// /}"
  fi
  if [ "$default" = false ] && [ -n "$claims" ] && [ "$claims" != repo,context ]; then
    fail "$REPOSITORY has a customized OIDC subject, of the claims $claims." \
      'give the whole subject with --subject. A run with mode: preflight shows it in its message.'
  fi
  SUBJECT="${prefix:-repo:$REPOSITORY}:$(subject_context)"
}

subject_context() {
  if [ "$WITH_ENVIRONMENT" = yes ]; then echo "environment:$UPLOAD_NAME"; else echo "ref:refs/heads/$DEFAULT_BRANCH"; fi
}

# Entra takes 3 to 120 letters, digits, hyphens and underscores. The repository is in it since an app can serve several.
credential_name() {
  local name="github-$REPOSITORY-$UPLOAD_NAME"
  name="${name//[^A-Za-z0-9]/-}"
  echo "${name:0:120}"
}

query_credentials() {
  query az ad app federated-credential list --id "$CLIENT_ID" \
    --query "[].join(' ', [name, issuer, subject, join(',', audiences)])" --output tsv || true
}

lower_case() {
  tr '[:upper:]' '[:lower:]' <<<"$1"
}

# Sets CONFLICTS: names of credentials that stand in the way, because Entra allows a name, and a pair of issuer and
# subject, once.
federated_credential_state() {
  local name issuer subject audience
  STATE=missing CONFLICTS=''
  find_subject
  FOUND="none for the subject $SUBJECT"
  if [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  query_credentials
  while read -r name issuer subject audience; do
    if [ "$issuer $subject $audience" = "$(issuer) $SUBJECT $(audience)" ]; then
      STATE=right FOUND="subject $SUBJECT" CONFLICTS=''
      return
    fi
    if [ "$name" = "$(credential_name)" ] || [ "$(lower_case "$issuer $subject")" = "$(lower_case "$(issuer) $SUBJECT")" ]; then
      STATE=wrong CONFLICTS="$CONFLICTS $name"
      FOUND="the credential $name has issuer $issuer, subject $subject, audience $audience"
    fi
  done <<<"$OUTPUT"
}

# Created again instead of changed: Entra was seen to go on refusing (AADSTS7002138) after a change.
federated_credential_fix() {
  local name
  SIGN_IN_CHANGED=yes
  for name in $CONFLICTS; do
    change az ad app federated-credential delete --id "$CLIENT_ID" --federated-credential-id "$name"
  done
  change az ad app federated-credential create --id "$CLIENT_ID" --output none --parameters \
    "{\"name\": \"$(credential_name)\", \"issuer\": \"$(issuer)\", \"subject\": \"$SUBJECT\", \"audiences\": [\"$(audience)\"]}"
}
