# shellcheck shell=bash
# shellcheck disable=SC2034 # The variables that are set here are used by the other files.
# What is there before the first step: programs, repository, tenant, and the app of an earlier run.

readonly NO_ID='<client ID>'

check_programs() {
  local program missing=''
  for program in az gh; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
  done
  if [ "$SIGN_IN" = certificate ]; then command -v openssl >/dev/null 2>&1 || missing="$missing openssl"; fi
  if [ -n "$missing" ]; then
    fail "not installed:$missing" 'use Azure Cloud Shell (https://shell.azure.com), which has them, or install Azure CLI (az), GitHub CLI (gh) and OpenSSL.'
  fi
}

# Sets GH_HOST, REPOSITORY (as GitHub spells it: subjects are compared letter by letter), DEFAULT_BRANCH, REPOSITORY_URL.
load_repository() {
  local visibility archived admin push name
  STEP_FIX='name the repository: --repo ACCOUNT/REPO'
  name="$REPO_OPTION"
  if [ -z "$name" ]; then
    query gh repo view --json url --jq .url || fail 'the current folder is not a clone of a repository on GitHub.' "$STEP_FIX"
    name="${OUTPUT#https://}"
  fi
  export GH_HOST="${GH_HOST:-github.com}"
  case "$name" in */*/*) GH_HOST="${name%%/*}" name="${name#*/}" ;; esac
  STEP_FIX="check the name of the repository and that this account may see it: gh auth status --hostname $GH_HOST"
  query gh api "repos/$name" --jq '[.full_name, .default_branch, (.visibility // "private"), .archived, (.permissions.admin // false), (.permissions.push // false), .html_url] | map(tostring) | join(" ")' ||
    fail "the repository $name does not exist on $GH_HOST, or this account may not see it." "$STEP_FIX"
  read -r REPOSITORY DEFAULT_BRANCH visibility archived admin push REPOSITORY_URL <<<"$OUTPUT"
  check_repository "$visibility" "$archived" "$admin" "$push"
}

check_repository() {
  if [ "$1" = public ] && [ "$REMOVE" = no ]; then
    fail "$REPOSITORY is public: everyone could read logs and summaries about HR data." 'use a private repository.'
  fi
  if [ "$1" = internal ]; then say "note     $REPOSITORY is internal: everyone in the enterprise can read its logs and summaries."; fi
  if [ "$2" = true ]; then fail "$REPOSITORY is archived." 'unarchive it in its settings, or use another repository.'; fi
  if [ "$4" != true ]; then fail "this account cannot write to $REPOSITORY." 'ask an admin of the repository for the role Admin, or let them run this.'; fi
  if [ "$WITH_ENVIRONMENT" = yes ] && [ "$3" != true ]; then
    fail "this account is not an admin of $REPOSITORY, and only an admin can create an environment." 'ask for the role Admin, let an admin run this, or use --no-environment.'
  fi
  if ! matches "$DEFAULT_BRANCH" '[A-Za-z0-9._/@-]+'; then
    fail 'the name of the default branch has characters that this script does not handle.' 'rename the branch to letters, digits and hyphens.'
  fi
}

# The API's path of what belongs to the environment, or to the repository without environments.
settings_path() {
  if [ "$WITH_ENVIRONMENT" = yes ]; then
    echo "repos/$REPOSITORY/environments/$UPLOAD_NAME/$1"
  else
    echo "repos/$REPOSITORY/actions/$1"
  fi
}

# Sets SAVED_TENANT_ID, SAVED_CLIENT_ID, SAVED_JOB_ID and SAVED_THUMBPRINT: the variables that are there.
load_variables() {
  local name value
  SAVED_TENANT_ID='' SAVED_CLIENT_ID='' SAVED_JOB_ID='' SAVED_THUMBPRINT=''
  query gh api --paginate "$(settings_path variables)" --jq '.variables[] | .name + " " + .value' || return 0
  while read -r name value; do
    case "$name" in
      TENANT_ID) SAVED_TENANT_ID="$value" ;;
      CLIENT_ID) SAVED_CLIENT_ID="$value" ;;
      JOB_ID) SAVED_JOB_ID="$value" ;;
      HR_CERTIFICATE_THUMBPRINT) SAVED_THUMBPRINT="$value" ;;
    esac
  done <<<"$OUTPUT"
}

# Name of the cloud in Azure CLI. GCC signs in as the commercial cloud does.
azure_cloud() {
  case "$CLOUD" in commercial | gcc) echo AzureCloud ;; *) echo AzureUSGovernment ;; esac
}

login_command() {
  local tenant="${TENANT_OPTION:-$SAVED_TENANT_ID}"
  echo "az login --allow-no-subscriptions${tenant:+ --tenant $tenant}"
}

use_cloud() {
  STEP_FIX="set the cloud of Azure CLI: az cloud set --name $(azure_cloud)"
  query az cloud show --query name --output tsv
  if [ "$OUTPUT" = "$(azure_cloud)" ]; then return; fi
  say "wrong    Azure CLI: it is set to $OUTPUT, but --cloud $CLOUD is in $(azure_cloud)"
  PLANNING=yes
  change az cloud set --name "$(azure_cloud)"
  PLANNING=no
  if [ "$DRY_RUN" = yes ]; then
    fail 'a dry run does not switch the cloud of Azure CLI, and cannot read the other one.' "az cloud set --name $(azure_cloud), then $(login_command)"
  fi
  ask 'Do this?' || stop_unfinished 'Stopped before the cloud of Azure CLI was switched.'
  change az cloud set --name "$(azure_cloud)"
}

# Sets TENANT_ID. Being signed in to another tenant than before is a mistake more often than an intention.
load_tenant() {
  STEP_FIX="sign in to Azure: $(login_command)"
  query az account show --query tenantId --output tsv || fail 'Azure CLI is not signed in.' "$STEP_FIX"
  TENANT_ID="$OUTPUT"
  if [ -n "$TENANT_OPTION" ] && [ "$TENANT_OPTION" != "$TENANT_ID" ]; then
    fail "Azure CLI is signed in to the tenant $TENANT_ID, not to that of --tenant-id." "sign in to it: $(login_command)"
  fi
  if [ -z "$TENANT_OPTION" ] && [ -n "$SAVED_TENANT_ID" ] && [ "$SAVED_TENANT_ID" != "$TENANT_ID" ]; then
    fail "Azure CLI is signed in to the tenant $TENANT_ID, but the variable TENANT_ID of $REPOSITORY is $SAVED_TENANT_ID." \
      "sign in to that tenant: $(login_command). If the tenant is to change: --tenant-id $TENANT_ID"
  fi
}

# Sets CLIENT_ID (NO_ID if there is none yet), APP_AUDIENCE, and IS_OWN_APP: whether this script created the app.
# An app that this script creates has the address of the repository as its home page.
find_app() {
  local id="${CLIENT_OPTION:-$SAVED_CLIENT_ID}"
  CLIENT_ID="$NO_ID" APP_AUDIENCE='' IS_OWN_APP=no
  if [ -n "$id" ]; then
    query_apps --app-id "$id"
    if [ -n "$OUTPUT" ]; then read_app; return; fi
    if [ -n "$CLIENT_OPTION" ] && [ "$REMOVE" = no ]; then
      fail "the tenant $TENANT_ID has no app with the client ID $id." 'check the client ID (not the object ID) and the tenant. A deleted app can be restored for 30 days: App registrations, Deleted applications.'
    fi
  fi
  query_apps --filter "displayName eq '$UPLOAD_NAME'"
  if [ -n "$OUTPUT" ]; then read_app_by_name; fi
}

query_apps() {
  query az ad app list "$@" --query "[].join(' ', [appId, signInAudience, web.homePageUrl || '-'])" --output tsv || true
}

read_app() {
  local home
  read -r CLIENT_ID APP_AUDIENCE home <<<"$OUTPUT"
  if [ "$home" = "$REPOSITORY_URL" ]; then IS_OWN_APP=yes; fi
}

# az ad app create would change an app that has the same name, so an app of someone else ends the run.
read_app_by_name() {
  local candidate
  candidate="$(grep -F " $REPOSITORY_URL" <<<"$OUTPUT" | head -n 1)"
  if [ -n "$candidate" ]; then
    OUTPUT="$candidate"
    read_app
  elif [ "$REMOVE" = no ]; then
    fail "the tenant has an app named $UPLOAD_NAME already, and it was not made for $REPOSITORY." \
      "if it is meant for this upload: --client-id ${OUTPUT%% *}. Otherwise choose another name: --name NAME"
  fi
}
