# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# --remove: each step's state is `right` where there is nothing to remove. What others made stays.

remove_federated_credential_state() {
  STATE=right FOUND='none' CONFLICTS=''
  if [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  query_credentials
  if [ -n "$OUTPUT" ] && cut -d ' ' -f 1 <<<"$OUTPUT" | grep -qx "$(credential_name)"; then
    STATE=there FOUND="$(credential_name)"
  fi
}

remove_federated_credential_fix() {
  change az ad app federated-credential delete --id "$CLIENT_ID" --federated-credential-id "$(credential_name)"
}

remove_certificates_state() {
  STATE=right FOUND='none'
  if [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  query_certificates
  if [ -n "$OUTPUT" ]; then STATE=there FOUND="$(cut -d ' ' -f 1 <<<"$OUTPUT" | tr '\n' ' ')"; fi
}

remove_certificates_fix() {
  local key
  query_certificates
  while read -r _ _ key; do
    change az ad app credential delete --cert --id "$CLIENT_ID" --key-id "$key"
  done <<<"$OUTPUT"
}

# The service principal goes with the app.
remove_app_state() {
  find_app
  STATE=right FOUND='none'
  if [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  if [ "$IS_OWN_APP" = yes ]; then
    STATE=there FOUND="$CLIENT_ID; it can be restored for 30 days"
  else
    FOUND="$CLIENT_ID was not made by this set-up and stays"
  fi
}

remove_app_fix() {
  change az ad app delete --id "$CLIENT_ID"
}

remove_secret_state() {
  STATE=right FOUND='none'
  if has_secret; then STATE=there FOUND=HR_CERTIFICATE; fi
}

remove_secret_fix() {
  delete_setting secret HR_CERTIFICATE
}

remove_variables_state() {
  STATE=right FOUND='none'
  load_variables
  OURS="${SAVED_TENANT_ID:+TENANT_ID }${SAVED_CLIENT_ID:+CLIENT_ID }${SAVED_JOB_ID:+JOB_ID }${SAVED_THUMBPRINT:+HR_CERTIFICATE_THUMBPRINT}"
  if [ -n "$OURS" ]; then STATE=there FOUND="$OURS"; fi
}

remove_variables_fix() {
  local name
  for name in $OURS; do delete_setting variable "$name"; done
}

# Deletes a secret or a variable: kind, name.
delete_setting() {
  if [ "$WITH_ENVIRONMENT" = yes ]; then
    change gh "$1" delete "$2" --repo "$REPOSITORY" --env "$UPLOAD_NAME"
  else
    change gh "$1" delete "$2" --repo "$REPOSITORY"
  fi
}

# An environment that has secrets or variables of someone else stays.
remove_environment_state() {
  local kind others=''
  STATE=right FOUND='none'
  query gh api "repos/$REPOSITORY/environments/$UPLOAD_NAME" --jq .name || return 0
  for kind in variables secrets; do
    query gh api --paginate "$(settings_path "$kind")" --jq ".${kind}[].name" || true
    others="$others$OUTPUT$NEWLINE"
  done
  others="$(grep -vE '^(TENANT_ID|CLIENT_ID|JOB_ID|HR_CERTIFICATE|HR_CERTIFICATE_THUMBPRINT|)$' <<<"$others" | tr '\n' ' ')"
  if [ -n "$others" ]; then
    FOUND="$UPLOAD_NAME stays: it also has $others"
  else
    STATE=there FOUND="$UPLOAD_NAME"
  fi
}

remove_environment_fix() {
  change gh api --method DELETE "repos/$REPOSITORY/environments/$UPLOAD_NAME" --silent
}

# GitHub closes the pull request of a branch that is deleted.
remove_branch_state() {
  STATE=right FOUND='none'
  if query gh api "repos/$REPOSITORY/git/ref/heads/$(setup_branch)" --jq .ref; then STATE=there FOUND="$(setup_branch)"; fi
}

remove_branch_fix() {
  change gh api --method DELETE "repos/$REPOSITORY/git/refs/heads/$(setup_branch)" --silent
}

# The file goes by a pull request, as it came; until that is merged, the workflow is disabled.
remove_workflow_state() {
  STATE=right FOUND='none'
  find_file_sha "$DEFAULT_BRANCH"
  if [ -z "$FILE_SHA" ]; then return; fi
  STATE=there FOUND="$(workflow_path)"
  find_pull_request "remove-$UPLOAD_NAME"
  if [ -n "$PULL_REQUEST" ]; then STATE=waiting FOUND="merge $PULL_REQUEST" UNFINISHED=yes; fi
}

remove_workflow_fix() {
  local branch="remove-$UPLOAD_NAME"
  if [ "$PLANNING" = no ]; then check_workflow_scope; fi
  if query gh api "repos/$REPOSITORY/actions/workflows/$UPLOAD_NAME.yml" --jq .state && [ "$OUTPUT" = active ]; then
    change gh api --method PUT "repos/$REPOSITORY/actions/workflows/$UPLOAD_NAME.yml/disable" --silent
  fi
  prepare_branch "$branch"
  change gh api --method DELETE "repos/$REPOSITORY/contents/$(workflow_path)" --raw-field "branch=$branch" \
    --raw-field "sha=$FILE_SHA" --raw-field 'message=Remove the HR upload' --silent
  open_pull_request "$branch" "Remove the HR upload ($UPLOAD_NAME)" "Removes $(workflow_path). Made by setup.sh --remove."
}
