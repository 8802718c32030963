# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The workflow file, on a branch with a pull request: it works once it is on the default branch.

workflow_path() {
  echo ".github/workflows/$UPLOAD_NAME.yml"
}

# Reads the workflow of a branch into OUTPUT.
query_workflow() {
  query gh api "repos/$REPOSITORY/contents/$(workflow_path)?ref=$1" --header 'Accept: application/vnd.github.raw+json'
}

# Sets PULL_REQUEST: the address of the open pull request of a branch, or nothing.
find_pull_request() {
  query gh pr list --repo "$REPOSITORY" --head "$1" --base "$DEFAULT_BRANCH" --state open --json url --jq '.[0].url // ""' || true
  PULL_REQUEST="$OUTPUT"
}

# Sets CURRENT_WORKFLOW, and PULL_REQUEST where it is not right yet.
workflow_state() {
  local faults
  STATE=missing FOUND="no $(workflow_path) on the branch $DEFAULT_BRANCH" CURRENT_WORKFLOW=''
  if query_workflow "$DEFAULT_BRANCH"; then
    CURRENT_WORKFLOW="$OUTPUT"
    faults="$(workflow_faults "$OUTPUT")"
    if [ -z "$faults" ]; then STATE=right FOUND="$(workflow_path)"; return; fi
    STATE=wrong FOUND="$(workflow_path): ${faults//$NEWLINE/, }"
  fi
  find_pull_request "$(setup_branch)"
  if [ -n "$PULL_REQUEST" ] && query_workflow "$(setup_branch)" && [ -z "$(workflow_faults "$OUTPUT")" ]; then
    STATE=waiting FOUND="merge $PULL_REQUEST"
  fi
}

setup_branch() {
  echo "setup-$UPLOAD_NAME"
}

workflow_fix() {
  local text
  if [ "$PLANNING" = no ]; then check_workflow_scope; fi
  find_action
  text="$(workflow_text "$(export_of "$CURRENT_WORKFLOW")")"
  if [ "$DRY_RUN" = yes ]; then say "$text"; fi
  prepare_branch "$(setup_branch)"
  commit_file "$(setup_branch)" "$text"
  if [ -n "$PULL_REQUEST" ]; then return; fi
  open_pull_request "$(setup_branch)" "Set up the HR upload ($UPLOAD_NAME)" \
    "Adds $(workflow_path), which uploads HR data to a Microsoft Purview HR connector. Made by setup.sh. If the file was there before, check the diff: the export between its marks is kept, other changes are not."
}

# A token of an OAuth app lists its scopes; without `workflow` GitHub answers with 404 only. Other tokens list none.
check_workflow_scope() {
  capture '' gh auth status --hostname "$GH_HOST" || return 0
  if grep -q 'Token scopes:' <<<"$OUTPUT$ERRORS" && ! grep 'Token scopes:' <<<"$OUTPUT$ERRORS" | grep -q 'workflow'; then
    fail 'GitHub CLI is not allowed to change workflows.' "gh auth refresh --hostname $GH_HOST --scopes workflow"
  fi
}

# Makes the branch at the tip of the default branch. One that is left from before is moved there, unless it has an
# open pull request.
prepare_branch() {
  local branch="$1" tip
  query gh api "repos/$REPOSITORY/git/ref/heads/$DEFAULT_BRANCH" --jq .object.sha ||
    fail "the branch $DEFAULT_BRANCH has no commit yet." 'push a first commit, such as a README.'
  tip="$OUTPUT"
  if ! query gh api "repos/$REPOSITORY/git/ref/heads/$branch" --jq .object.sha; then
    change gh api --method POST "repos/$REPOSITORY/git/refs" --raw-field "ref=refs/heads/$branch" --raw-field "sha=$tip" --silent
  elif [ -z "$PULL_REQUEST" ] && [ "$OUTPUT" != "$tip" ]; then
    change gh api --method PATCH "repos/$REPOSITORY/git/refs/heads/$branch" --raw-field "sha=$tip" --field force=true --silent
  fi
}

# Sets FILE_SHA: what the API needs to replace or delete the file of a branch; empty where there is none.
find_file_sha() {
  FILE_SHA=''
  if query gh api "repos/$REPOSITORY/contents/$(workflow_path)?ref=$1" --jq .sha; then FILE_SHA="$OUTPUT"; fi
}

commit_file() {
  local branch="$1" content body
  find_file_sha "$branch"
  content="$(printf '%s\n' "$2" | base64 | tr -d '\n')"
  body="{\"message\": \"Set up the HR upload\", \"branch\": \"$branch\"${FILE_SHA:+, \"sha\": \"$FILE_SHA\"}, \"content\": "
  change_with_input "printf %s '$body\"the workflow in base64\"}'" "$body\"$content\"}" \
    gh api --method PUT "repos/$REPOSITORY/contents/$(workflow_path)" --input - --silent
}

open_pull_request() {
  change gh pr create --repo "$REPOSITORY" --head "$1" --base "$DEFAULT_BRANCH" --title "$2" --body "$3"
}

# A workflow can be started only from the default branch, and the environment refuses other branches.
wait_for_merge() {
  local waited=0 closed=0
  workflow_state
  if [ "$STATE" = right ]; then return; fi
  say "Now review and merge $PULL_REQUEST"
  if [ "$WAIT_MINUTES" != 0 ]; then say "Waiting for the merge, up to $WAIT_MINUTES minutes. You can stop with Ctrl-C and run the command again later."; fi
  while [ "$waited" -lt $((WAIT_MINUTES * 60)) ]; do
    sleep 15
    waited=$((waited + 15))
    workflow_state
    case "$STATE" in
      right) say 'Merged.'; return ;;
      waiting) ;;
      # Just after a merge the file may not be visible for a moment.
      *)
        closed=$((closed + 1))
        if [ "$closed" -lt 3 ]; then continue; fi
        fail 'the pull request was closed without a merge, or its workflow was changed.' 'run this again for a new pull request.'
        ;;
    esac
  done
  if [ -z "$SAVED_JOB_ID" ]; then connector_instructions; fi
  stop_unfinished 'The pull request is not merged yet.'
}
