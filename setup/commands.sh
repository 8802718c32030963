# shellcheck shell=bash
# shellcheck disable=SC2034 # OUTPUT is used by the other files.
# Talking to the person, and running az and gh: `query` reads, `change` changes.

# What az and gh print is read by this script: no colours, no pagers, no prompts, no notices of updates.
export AZURE_CORE_ONLY_SHOW_ERRORS=true AZURE_CORE_NO_COLOR=true
export GH_PROMPT_DISABLED=1 GH_NO_UPDATE_NOTIFIER=1 GH_PAGER=cat NO_COLOR=1
# Git Bash on Windows would rewrite arguments that look like paths.
export MSYS_NO_PATHCONV=1

readonly NEWLINE=$'\n' CARRIAGE_RETURN=$'\r' END_OF_PART=$'\003'
readonly QUOTE="'" ESCAPED_QUOTE="'\\''"

readonly CONTROL_CHARACTERS=$'[\001-\010\013-\037\177]'

# Prints a text without the control characters of outside text, which a terminal could obey.
say() {
  local LC_ALL=C
  printf '%s\n' "${1//$CONTROL_CHARACTERS/}"
}

# Asks for a yes. Without an answer (no terminal) it is a no.
ask() {
  local answer=''
  if [ "$YES" = yes ]; then return 0; fi
  printf '%s [y/N] ' "$1"
  read -r answer || say 'No answer. For a run without questions use --yes.'
  case "$answer" in [yY] | [yY][eE][sS]) return 0 ;; *) return 1 ;; esac
}

# Ends with what was seen and how to fix it.
fail() {
  say "${NEWLINE}Failed: $1${NEWLINE}Fix: $2${NEWLINE}Then run the same command again: it continues where it stopped." >&2
  exit "$EXIT_FAILED"
}

stop_unfinished() {
  say "$1"
  say 'Run the same command again to continue.'
  exit "$EXIT_UNFINISHED"
}

# A command as it can be pasted into a shell.
quoted() {
  local word line=''
  for word in "$@"; do
    if ! matches "$word" '[A-Za-z0-9_./:@%+=,-]+'; then word="'${word//$QUOTE/$ESCAPED_QUOTE}'"; fi
    line="$line $word"
  done
  printf '%s' "${line# }"
}

show_command() {
  say "           \$ $1"
}

# What az says of something that is not there, and gh (HTTP 404).
is_not_found() {
  case "$1" in *'HTTP 404'* | *'does not exist'* | *ResourceNotFound*) return 0 ;; *) return 1 ;; esac
}

# Runs a program with a text as its input. Sets OUTPUT and ERRORS. The text never becomes an argument or a file.
capture() {
  local input="$1" status=0 text
  shift
  # Both streams come through one pipe with the errors last: a file for them would have to be removed again.
  text="$(
    {
      errors="$(with_input "$input" "$@" 2>&1 1>&3 3>&-)"
      status=$?
    } 3>&1
    printf '\003%s\003%s' "$errors" "$status"
  )"
  status="${text##*"$END_OF_PART"}"
  text="${text%"$END_OF_PART"*}"
  ERRORS="${text##*"$END_OF_PART"}"
  OUTPUT="${text%%"$END_OF_PART"*}"
  # az on Windows ends lines with CR LF.
  OUTPUT="${OUTPUT//$CARRIAGE_RETURN/}"
  while [ "${OUTPUT%"$NEWLINE"}" != "$OUTPUT" ]; do OUTPUT="${OUTPUT%"$NEWLINE"}"; done
  return "$status"
}

with_input() {
  local input="$1"
  shift
  if [ -z "$input" ]; then "$@" </dev/null; else printf '%s' "$input" | "$@"; fi
}

# Reads something. Returns 1 if it is not there; any other failure ends the run.
query() {
  if [ "$DRY_RUN" = yes ]; then show_command "$(quoted "$@")"; fi
  if capture '' "$@"; then return 0; fi
  OUTPUT=''
  if is_not_found "$ERRORS"; then return 1; fi
  fail_command "$@"
}

# Changes something, or shows the command while the step is being planned.
change() {
  change_with_input '' '' "$@"
}

# The same for a command with an input: first the command that stands for the input when it is shown, then the input.
change_with_input() {
  local shown="$1" input="$2"
  shift 2
  if [ "$PLANNING" = yes ]; then
    OUTPUT=''
    show_command "${shown:+$shown | }$(quoted "$@")"
    return
  fi
  run_with_retries "$input" "$@" || fail_command "$@"
}

# Microsoft Entra needs some seconds until a new app is known everywhere.
run_with_retries() {
  local input="$1" attempt
  shift
  for attempt in 1 2 3 4 5 6; do
    if capture "$input" "$@"; then return 0; fi
    if [ "$attempt" = 6 ] || ! is_replicating "$ERRORS"; then return 1; fi
    sleep 10
  done
}

is_replicating() {
  case "$1" in
    *'backing application'* | *'does not reference a valid application'* | *'queried reference-property objects are not present'*) return 0 ;;
    *) return 1 ;;
  esac
}

fail_command() {
  local reason
  # A failed command can repeat its input or its arguments at length: some lines are enough.
  reason="$(printf '%s\n' "$ERRORS" | grep -v '^[[:space:]]*$' | head -n 5 | cut -c 1-300)"
  fail "$1 ${2-} ${3-} failed:
$reason" "$(known_fix "$ERRORS")"
}

# The fix for what az and gh are known to say; otherwise that of the step.
known_fix() {
  case "$1" in
    *'Please run '*'az login'* | *AADSTS50173* | *AADSTS700082* | *AADSTS70043* | *AADSTS50076* | *AADSTS50078*)
      echo "sign in to Azure: $(login_command)" ;;
    *'gh auth login'* | *'HTTP 401'* | *'Bad credentials'*)
      echo "sign in to GitHub: gh auth login --hostname ${GH_HOST:-github.com} --scopes workflow" ;;
    *'SAML enforcement'* | *'SAML SSO'*)
      echo "authorize GitHub CLI for the organization: gh auth refresh --hostname ${GH_HOST:-github.com}" ;;
    *'error connecting to'* | *'no such host'* | *'dial tcp'* | *'Max retries exceeded'* | *'Failed to resolve'* | *'Connection aborted'* | *'Temporary failure in name resolution'*)
      echo 'check the connection to the internet. Behind a proxy, set HTTPS_PROXY.' ;;
    *'rate limit'* | *TooManyRequests*)
      echo 'wait some minutes: too many requests were made.' ;;
    *'to create or update workflow'*)
      echo "let GitHub CLI change workflows: gh auth refresh --hostname ${GH_HOST:-github.com} --scopes workflow" ;;
    *'billing plan'* | *'Upgrade to GitHub'*)
      echo 'the plan of this repository has no environments with branch rules. Use --no-environment, or upgrade to GitHub Pro, Team or Enterprise.' ;;
    *'not permitted to create or approve pull requests'* | *'Resource not accessible by'*)
      echo 'use a GitHub CLI sign-in of a person: gh auth login. The token in use has too few permissions.' ;;
    *'disabled workflow'*)
      echo "enable the workflow: gh workflow enable $UPLOAD_NAME.yml --repo $REPOSITORY" ;;
    *ServiceManagementReference*)
      echo 'this tenant requires a service management reference: let an administrator create the app, and give its client ID with --client-id.' ;;
    *Directory_QuotaExceeded* | *'quota'*)
      echo 'the tenant allows no further app of yours: delete one, or let an administrator create it and give its client ID with --client-id.' ;;
    *) echo "$STEP_FIX" ;;
  esac
}
