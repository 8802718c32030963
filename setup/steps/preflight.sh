# shellcheck shell=bash
# shellcheck disable=SC2034 # UNFINISHED is used by setup.sh.
# The preflight: a run of the workflow that signs in and sends nothing.

readonly PREFLIGHT_ATTEMPTS=4
# A new app or credential needs some minutes until Entra knows it everywhere; until then it answers with these.
readonly NOT_YET_KNOWN='AADSTS(700016|70021|700211|700212|700213|700027|7000229)'

dry_preflight() {
  if [ "$WITH_PREFLIGHT" = yes ]; then show_command "$(preflight_command)"; fi
}

preflight_command() {
  quoted gh workflow run "$UPLOAD_NAME.yml" --repo "$REPOSITORY" --ref "$DEFAULT_BRANCH" --raw-field mode=preflight
}

run_preflight() {
  local attempt
  if [ "$WITH_PREFLIGHT" = no ]; then return; fi
  say 'Last check: a preflight, a run of the workflow that signs in and sends nothing.'
  show_command "$(preflight_command)"
  ask 'Start it now?' || { UNFINISHED=yes; return 0; }
  for attempt in $(seq "$PREFLIGHT_ATTEMPTS"); do
    start_preflight
    watch_preflight
    if [ "$CONCLUSION" = success ]; then say "done     Preflight: passed, $RUN_URL"; return; fi
    find_run_errors
    if [ "$attempt" = "$PREFLIGHT_ATTEMPTS" ] || ! may_pass; then break; fi
    say 'Microsoft Entra does not know the new sign-in yet. Trying again in 60 seconds.'
    sleep 60
  done
  report_failed_preflight
}

may_pass() {
  [ "$SIGN_IN_CHANGED" = yes ] && grep -Eq "$NOT_YET_KNOWN" <<<"$RUN_ERRORS"
}

# Sets RUN_ID of the newest run that was started by hand; 0 where there is none, or the workflow is not known yet.
find_run() {
  RUN_ID=0
  if query gh api "repos/$REPOSITORY/actions/workflows/$UPLOAD_NAME.yml/runs?event=workflow_dispatch&per_page=1" --jq '.workflow_runs[0].id // 0'; then
    RUN_ID="$OUTPUT"
  fi
}

# Starts a run and finds its ID, which the command does not tell. Just after a merge GitHub may not know the workflow.
start_preflight() {
  local before attempt
  STEP_FIX="start it in the browser: Actions, HR upload, Run workflow. Actions must be enabled in the settings of the repository."
  find_run
  before="$RUN_ID"
  for attempt in 1 2 3 4 5 6; do
    if capture '' gh workflow run "$UPLOAD_NAME.yml" --repo "$REPOSITORY" --ref "$DEFAULT_BRANCH" --raw-field mode=preflight; then break; fi
    if [ "$attempt" = 6 ] || ! is_workflow_unknown; then fail_command gh workflow run; fi
    sleep 5
  done
  for attempt in $(seq 24); do
    find_run
    if [ "$RUN_ID" -gt "$before" ]; then return; fi
    sleep 5
  done
  fail 'the preflight was started, but its run did not appear within two minutes.' "$STEP_FIX"
}

is_workflow_unknown() {
  is_not_found "$ERRORS" || grep -q 'could not find any workflows' <<<"$ERRORS"
}

# Waits for the end of the run. Sets RUN_URL and CONCLUSION.
watch_preflight() {
  local status='' before='' attempt
  for attempt in $(seq 180); do
    query gh api "repos/$REPOSITORY/actions/runs/$RUN_ID" --jq '[.status, .conclusion // "none", .html_url] | join(" ")'
    read -r status CONCLUSION RUN_URL <<<"$OUTPUT"
    if [ "$status" = completed ]; then return; fi
    if [ "$status" != "$before" ]; then say "         $status: $RUN_URL"; fi
    if [ "$status" = waiting ] && [ "$before" != waiting ]; then say '         The environment asks for an approval: give it on that page.'; fi
    before="$status"
    sleep 5
  done
  stop_unfinished "The preflight is not finished after 15 minutes: $RUN_URL"
}

# Sets RUN_ERRORS: the messages of the failed run.
find_run_errors() {
  local job jobs
  RUN_ERRORS=''
  query gh api "repos/$REPOSITORY/actions/runs/$RUN_ID/jobs" --jq '.jobs[].id' || true
  jobs="$OUTPUT"
  for job in $jobs; do
    query gh api "repos/$REPOSITORY/check-runs/$job/annotations" --jq '.[] | select(.annotation_level == "failure") | .message' || true
    RUN_ERRORS="$RUN_ERRORS$OUTPUT$NEWLINE"
  done
}

report_failed_preflight() {
  say "$RUN_ERRORS"
  if grep -q AADSTS500011 <<<"$RUN_ERRORS"; then
    say 'This is expected until the first HR connector of the tenant exists. Create it, then run this again.'
    UNFINISHED=yes
    return
  fi
  fail "the preflight ended with $CONCLUSION: $RUN_URL" 'follow the message above, and docs/troubleshooting.md.'
}
