#!/usr/bin/env bash
# Sets up the upload of HR data for one repository: see `bash setup.sh --help`.
# Runs on bash 3.2 (macOS) and newer; needs Azure CLI (az) and GitHub CLI (gh), as Azure Cloud Shell has them.
set -uo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)" || exit 1
readonly HERE

# shellcheck source=setup/options.sh
. "$HERE/options.sh"
# shellcheck source=setup/commands.sh
. "$HERE/commands.sh"
# shellcheck source=setup/surroundings.sh
. "$HERE/surroundings.sh"
# shellcheck source=setup/workflow-text.sh
. "$HERE/workflow-text.sh"
# shellcheck source=setup/steps/app.sh
. "$HERE/steps/app.sh"
# shellcheck source=setup/steps/federated-credential.sh
. "$HERE/steps/federated-credential.sh"
# shellcheck source=setup/steps/certificate.sh
. "$HERE/steps/certificate.sh"
# shellcheck source=setup/steps/environment.sh
. "$HERE/steps/environment.sh"
# shellcheck source=setup/steps/variables.sh
. "$HERE/steps/variables.sh"
# shellcheck source=setup/steps/workflow.sh
. "$HERE/steps/workflow.sh"
# shellcheck source=setup/steps/preflight.sh
. "$HERE/steps/preflight.sh"
# shellcheck source=setup/steps/connector.sh
. "$HERE/steps/connector.sh"
# shellcheck source=setup/steps/removal.sh
. "$HERE/steps/removal.sh"

# One row per step: name | title | what to do when a command of the step fails for an unknown reason.
# NAME_state reads, and sets STATE (right, missing, wrong, waiting) and FOUND (what was seen).
# NAME_fix makes the changes. It runs twice: first it only shows the commands, then, after a yes, it runs them.
set_up_steps() {
  cat <<'TABLE'
app|App registration|To create an app, you need the role Application Developer, Cloud Application Administrator or Application Administrator. Or ask an administrator to create it, and give its client ID: --client-id ID.
service_principal|Service principal|To create a service principal, you need the role Cloud Application Administrator or Application Administrator, or to own the app.
environment|Environment|Only an admin of the repository can change environments. Environments with branch rules in a private repository require GitHub Pro, Team or Enterprise; without them use --no-environment.
federated_credential|Federated credential|You must own the app or have the role Cloud Application Administrator. An app has at most 20 federated credentials, and Azure CLI cannot read an app that has a flexible one: use another app.
certificate|Certificate|You must own the app or have the role Cloud Application Administrator. If the tenant refuses self-signed certificates or long lifetimes, give a certificate of your authority (--certificate-file) or a shorter one (--certificate-days).
variables|Variables|To change variables, you need admin rights in the repository (write access with --no-environment).
workflow|Workflow|You need write access to the repository and a GitHub CLI token that can change workflows: gh auth refresh --scopes workflow
TABLE
}

# The same for --remove; here `right` means that there is nothing to remove.
removal_steps() {
  cat <<'TABLE'
remove_federated_credential|Federated credential|You must own the app or have the role Cloud Application Administrator.
remove_certificates|Certificates of the app|You must own the app or have the role Cloud Application Administrator.
remove_app|App registration|You must own the app or have the role Cloud Application Administrator.
remove_secret|Secret|To change secrets, you need admin rights in the repository (write access with --no-environment).
remove_variables|Variables|To change variables, you need admin rights in the repository (write access with --no-environment).
remove_environment|Environment|Only an admin of the repository can delete environments.
remove_branch|Branch of the set-up|You need write access to the repository.
remove_workflow|Workflow|You need write access to the repository and a GitHub CLI token that can change workflows: gh auth refresh --scopes workflow
TABLE
}

# Whether the options leave a step out.
is_left_out() {
  case "$1" in
    environment | remove_environment) [ "$WITH_ENVIRONMENT" = no ] ;;
    federated_credential) [ "$SIGN_IN" = certificate ] ;;
    certificate) [ "$SIGN_IN" = oidc ] ;;
    *) return 1 ;;
  esac
}

# Runs the steps of a table, read through descriptor 3 since the answers come through standard input.
run_steps() {
  local name title fix
  while IFS='|' read -r name title fix <&3; do
    is_left_out "$name" || run_step "$name" "$title" "$fix"
  done 3< <("$1")
}

run_step() {
  local name="$1" title="$2"
  STEP_FIX="$3"
  "${name}_state"
  case "$STATE" in
    right) say "ok       $title: $FOUND"; return ;;
    waiting) say "waiting  $title: $FOUND"; return ;;
  esac
  say "$(printf '%-8s' "$STATE") $title: $FOUND"
  PLANNING=yes
  "${name}_fix"
  PLANNING=no
  if [ "$DRY_RUN" = yes ]; then return; fi
  if ! ask 'Do this?'; then
    UNFINISHED=yes
    if [ "$REMOVE" = yes ]; then return; fi
    stop_unfinished "Stopped before the step \"$title\". Nothing was changed in it."
  fi
  "${name}_fix"
  confirm_step "$name" "$title"
}

# Reads again after a change: what was accepted is not always what is there, and Microsoft Graph takes some seconds.
confirm_step() {
  local name="$1" title="$2" attempt
  for attempt in 1 2 3 4 5 6; do
    "${name}_state"
    case "$STATE" in right | waiting) say "done     $title: $FOUND"; return ;; esac
    [ "$attempt" = 6 ] || sleep 5
  done
  fail "$title: the change was accepted, but is not in place: $FOUND" "$STEP_FIX"
}

set_up() {
  say "Setting up $REPOSITORY ($CLOUD cloud, tenant $TENANT_ID)"
  run_steps set_up_steps
  if [ "$DRY_RUN" = yes ]; then
    dry_preflight
    connector_instructions
    return
  fi
  wait_for_merge
  run_preflight
  finish_with_connector
}

remove_all() {
  say "Removing what the set-up made for $REPOSITORY ($CLOUD cloud, tenant $TENANT_ID)"
  run_steps removal_steps
  say 'The HR connector stays: delete it in the Microsoft Purview portal, under Data connectors.'
}

main() {
  parse_options "$@"
  check_programs
  load_repository
  STEP_FIX='only people with access to the settings of the repository can read its variables.'
  load_variables
  use_cloud
  load_tenant
  STEP_FIX="sign in to Azure with an account that may read apps: $(login_command)"
  find_app
  if [ "$REMOVE" = yes ]; then remove_all; else set_up; fi
  if [ "$UNFINISHED" = yes ]; then exit "$EXIT_UNFINISHED"; fi
}

main "$@"
