# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The variables TENANT_ID, CLIENT_ID and, once it is known, JOB_ID: IDs, not secrets.

# Prints the variables that differ from what they should be: name, value.
wrong_variables() {
  if [ "$SAVED_TENANT_ID" != "$TENANT_ID" ]; then echo "TENANT_ID $TENANT_ID"; fi
  if [ "$SAVED_CLIENT_ID" != "$CLIENT_ID" ]; then echo "CLIENT_ID $CLIENT_ID"; fi
  if [ -n "$JOB_OPTION" ] && [ "$SAVED_JOB_ID" != "$JOB_OPTION" ]; then echo "JOB_ID $JOB_OPTION"; fi
}

variables_state() {
  local wrong
  load_variables
  wrong="$(wrong_variables)"
  if [ -z "$wrong" ]; then
    STATE=right FOUND="TENANT_ID, CLIENT_ID${SAVED_JOB_ID:+, JOB_ID}"
  else
    STATE=wrong FOUND="to set: ${wrong//$NEWLINE/, }"
  fi
}

variables_fix() {
  local name value
  while read -r name value; do
    set_variable "$name" "$value"
  done < <(wrong_variables)
}

set_variable() {
  if [ "$WITH_ENVIRONMENT" = yes ]; then
    change gh variable set "$1" --repo "$REPOSITORY" --env "$UPLOAD_NAME" --body "$2"
  else
    change gh variable set "$1" --repo "$REPOSITORY" --body "$2"
  fi
}
