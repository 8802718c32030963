# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The environment, limited to the default branch: only a reviewed workflow can then sign in.

environment_state() {
  local policies
  if ! query gh api "repos/$REPOSITORY/environments/$UPLOAD_NAME" --jq '.deployment_branch_policy.custom_branch_policies // false'; then
    STATE=missing FOUND="no environment named $UPLOAD_NAME"
    return
  fi
  STATE=wrong FOUND='it is not limited to the default branch'
  if [ "$OUTPUT" != true ]; then return; fi
  query_branch_policies || true
  policies="$(cut -d ' ' -f 2- <<<"$OUTPUT")"
  if [ "$policies" = "branch $DEFAULT_BRANCH" ]; then
    STATE=right FOUND="$UPLOAD_NAME, limited to the branch $DEFAULT_BRANCH"
  else
    FOUND="it is limited to: ${policies//$NEWLINE/, }"
  fi
}

# One line per rule: ID, type, name.
query_branch_policies() {
  query gh api "repos/$REPOSITORY/environments/$UPLOAD_NAME/deployment-branch-policies?per_page=100" \
    --jq '.branch_policies[] | [(.id | tostring), .type // "branch", .name] | join(" ")'
}

# What an environment keeps when its branch rule is set: the API resets rules that are not sent again.
readonly KEPT_RULES='{deployment_branch_policy: {protected_branches: false, custom_branch_policies: true}}
  + ([.protection_rules[]? | select(.type == "wait_timer") | {wait_timer}] | add // {})
  + ([.protection_rules[]? | select(.type == "required_reviewers")
      | {prevent_self_review: (.prevent_self_review // false), reviewers: [.reviewers[] | {type, id: .reviewer.id}]}] | add // {})'

environment_fix() {
  local body='{"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true}}'
  local path="repos/$REPOSITORY/environments/$UPLOAD_NAME" id type name has_default=no
  if query gh api "$path" --jq "$KEPT_RULES"; then body="$OUTPUT"; fi
  change_with_input "printf %s '$body'" "$body" gh api --method PUT "$path" --input - --silent
  OUTPUT=''
  # 404 where the environment is new, or was limited to protected branches.
  query_branch_policies || true
  while read -r id type name; do
    if [ -z "$id" ]; then continue; fi
    if [ "$type $name" = "branch $DEFAULT_BRANCH" ]; then has_default=yes; continue; fi
    change gh api --method DELETE "$path/deployment-branch-policies/$id" --silent
  done <<<"$OUTPUT"
  if [ "$has_default" = yes ]; then return; fi
  change gh api --method POST "$path/deployment-branch-policies" --raw-field "name=$DEFAULT_BRANCH" --raw-field type=branch --silent
}
