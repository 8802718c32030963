# shellcheck shell=bash
# shellcheck disable=SC2034 # UNFINISHED is used by setup.sh.
# What only a person can do: create the connector in the portal, and bring back its job ID.

portal() {
  case "$CLOUD" in
    commercial | gcc) echo 'https://purview.microsoft.com' ;;
    gcc-high) echo 'https://purview.microsoft.us' ;;
    dod) echo 'https://purview.apps.mil' ;;
  esac
}

# The columns of a scenario; a star marks what every record must have.
scenario_columns() {
  case "$1" in
    resignation) echo 'EmailAddress* ResignationDate* LastWorkingDate*' ;;
    job-level-change) echo 'EmailAddress* EffectiveDate* Remarks OldLevel NewLevel' ;;
    performance-review) echo 'EmailAddress* EffectiveDate* Remarks Rating' ;;
    performance-improvement-plan) echo 'EmailAddress* EffectiveDate* Remarks Rating' ;;
    employee-profile) echo 'EmailAddress* UserName EmployeeFirstName* EmployeeLastName* EmployeeAddressLine1* EmployeeAddressLine2 EmployeeCity EmployeeState EmployeeZipCode* EmployeeCountry EmployeeDepartment EmployeeType EmployeeRole' ;;
  esac
}

mapping_sheet() {
  local scenario columns
  for scenario in ${SCENARIOS:-$SCENARIO_LIST}; do
    columns="$(scenario_columns "$scenario")"
    printf '       %-29s %s\n' "$scenario" "${columns// /, }"
  done
}

connector_instructions() {
  cat <<TEXT

What only you can do: create the HR connector.
  1. Open $(portal), Settings, Data connectors, HR. You need the role Data Connector Admin
     (gcc-high, dod: Mailbox Import Export).
  2. Enter the application ID of this app:
       $CLIENT_ID
  3. Choose the scenarios of your file. On the page File mapping, enter the names of your columns. The usual
     names (* required):
$(mapping_sheet)
     Other names work too: the job summary of each run with a file has the sheet with the names of that file.
  4. Note the job ID on the last page.
TEXT
}

# Ends the run: asks for the job ID where it is not known, and tells what comes next.
finish_with_connector() {
  load_variables
  if [ -z "$SAVED_JOB_ID" ]; then
    connector_instructions
    ask_job_id || return 0
  fi
  say ''
  say "The set-up is complete. What comes next:"
  if [ -z "$CSV_PATH" ]; then say "  - Replace the step between the marks of the export in $(workflow_path) with yours, and turn on the schedule."; fi
  say "  - Upload a few test records: gh workflow run $UPLOAD_NAME.yml --repo $REPOSITORY --raw-field mode=upload"
  say "  - Compare RecordsSaved in the connector's log with the job summary (docs/getting-started.md, the first real run)."
}

ask_job_id() {
  local answer=''
  if [ "$YES" = no ]; then
    printf 'Job ID (Enter: later) '
    read -r answer || true
  fi
  if [ -z "$answer" ]; then
    say ''
    say 'When you have the job ID, run the same command again with --job-id ID.'
    UNFINISHED=yes
    return 1
  fi
  if ! matches "$answer" "$GUID" || [ "$answer" = "$CLIENT_ID" ] || [ "$answer" = "$TENANT_ID" ]; then
    fail 'this is not the job ID: it must be a GUID, and not the client ID or the tenant ID.' 'find it in the portal under Data connectors, your connector, and give it with --job-id.'
  fi
  set_variable JOB_ID "$answer"
}
