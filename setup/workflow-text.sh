# shellcheck shell=bash
# The text of the workflow, and what a workflow must have to work with the rest of the set-up.

readonly EXPORT_BEGIN='# export: begin' EXPORT_END='# export: end'

# Sets ACTION (ACCOUNT/REPO@COMMIT # VERSION). A commit cannot be moved, as a tag can.
find_action() {
  local repository="${ACTION_OPTION%%@*}" ref=''
  case "$ACTION_OPTION" in *@*) ref="${ACTION_OPTION#*@}" ;; esac
  if [ -z "$repository" ]; then repository="$(package_value url | sed 's#^https://github\.com/##; s#\.git$##')"; fi
  if [ -z "$ref" ]; then ref="v$(package_value version)"; fi
  if matches "$ref" '[0-9a-f]{40}'; then ACTION="$repository@$ref"; return; fi
  query gh api "repos/$repository/commits/$ref" --jq .sha ||
    fail "the action $repository has no version $ref on $GH_HOST." 'name one that exists, --action ACCOUNT/REPO@VERSION, or its commit, --action ACCOUNT/REPO@COMMIT.'
  ACTION="$repository@$OUTPUT # $ref"
}

# A value of the package.json of the action that this script belongs to.
package_value() {
  sed -n "s/^ *\"$1\": *\"\([^\"]*\)\".*/\1/p" "$HERE/../package.json" | head -n 1
}

# Prints the workflow. Its argument is the export of the workflow that is there, which is kept.
workflow_text() {
  printf '%s\n' 'name: HR upload' 'on:'
  workflow_schedule
  cat <<YAML
  workflow_dispatch:
    inputs:
      mode:
        description: What to do
        type: choice
        default: preflight
        options: [preflight, upload]
permissions: {}
concurrency:
  group: $UPLOAD_NAME
jobs:
  upload:
    runs-on: ubuntu-latest
    timeout-minutes: 60
YAML
  if [ "$WITH_ENVIRONMENT" = yes ]; then echo "    environment: $UPLOAD_NAME"; fi
  printf '%s\n' '    permissions:' '      contents: read'
  if [ "$SIGN_IN" = oidc ]; then echo '      id-token: write'; fi
  cat <<YAML
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
YAML
  workflow_export "$1"
  cat <<YAML
      - uses: $ACTION
        with:
          mode: \${{ inputs.mode || 'upload' }}
          csv-path: $(workflow_csv_path)
          tenant-id: \${{ vars.TENANT_ID }}
          client-id: \${{ vars.CLIENT_ID }}
          job-id: \${{ vars.JOB_ID }}
YAML
  if [ "$SIGN_IN" = certificate ]; then echo "          certificate: \${{ secrets.HR_CERTIFICATE }}"; fi
  if [ "$CLOUD" != commercial ]; then echo "          cloud: $CLOUD"; fi
}

# Without a file the schedule waits for the export: until then each night would fail.
workflow_schedule() {
  if [ -n "$CSV_PATH" ]; then
    printf '%s\n' '  schedule:' "    - cron: '17 3 * * *'"
  else
    printf '%s\n' '  # When the export below works, remove "# " from the next two lines: then it runs every night.' \
      '  # schedule:' "  #   - cron: '17 3 * * *'"
  fi
}

workflow_export() {
  if [ -n "$1" ]; then
    printf '%s\n' "$1"
  elif [ -z "$CSV_PATH" ]; then
    cat <<YAML
      $EXPORT_BEGIN
      - name: Export from the HR system
        if: inputs.mode != 'preflight' # remove this line when the export works: a preflight then checks the file too
        run: |
          echo "::error::Replace this step with your export. It must write the file hr.csv."
          exit 1
      $EXPORT_END
YAML
  fi
}

# A preflight without the file only signs in.
workflow_csv_path() {
  if [ -n "$CSV_PATH" ]; then
    echo "'$CSV_PATH'"
  else
    echo "\${{ (inputs.mode != 'preflight' || hashFiles('hr.csv')) && 'hr.csv' || '' }}"
  fi
}

# The lines between the marks of the export, with the marks.
export_of() {
  awk -v first="$EXPORT_BEGIN" -v last="$EXPORT_END" 'index($0, first) { on = 1 } on { print } index($0, last) { on = 0 }' <<<"$1"
}

# One row per thing that the workflow must have: pattern, in which ^ and $ are the ends of a line; its name.
workflow_needs() {
  cat <<TABLE
^  workflow_dispatch:;the trigger workflow_dispatch
inputs\.mode;the input mode
vars\.TENANT_ID;vars.TENANT_ID
vars\.CLIENT_ID;vars.CLIENT_ID
vars\.JOB_ID;vars.JOB_ID
TABLE
  if [ "$WITH_ENVIRONMENT" = yes ]; then echo "^    environment: *$UPLOAD_NAME *(#|$);the line environment: $UPLOAD_NAME"; fi
  if [ "$SIGN_IN" = oidc ]; then echo '^ +id-token: *write;the permission id-token: write'; fi
  if [ "$SIGN_IN" = certificate ]; then echo 'secrets\.HR_CERTIFICATE;the input certificate'; fi
  if [ "$CLOUD" != commercial ]; then echo "^ +cloud: *$CLOUD *(#|$);the input cloud: $CLOUD"; fi
}

# What the workflow must not have.
workflow_refuses() {
  if [ "$WITH_ENVIRONMENT" = no ]; then echo '^    environment:;an environment'; fi
  if [ "$SIGN_IN" = oidc ]; then echo '^ +(certificate|client-secret):;a certificate or a client secret'; fi
  if [ "$CLOUD" = commercial ]; then echo '^ +cloud: *(gcc|dod);another cloud'; fi
}

has_line() {
  local pattern="${2//^/$NEWLINE}"
  pattern="${pattern//\$/$NEWLINE}"
  [[ "$NEWLINE$1$NEWLINE" =~ $pattern ]]
}

# Prints what is wrong with a workflow's text; nothing if it is right.
workflow_faults() {
  local pattern name
  while IFS=';' read -r pattern name; do
    has_line "$1" "$pattern" || echo "it lacks $name"
  done < <(workflow_needs)
  while IFS=';' read -r pattern name; do
    if has_line "$1" "$pattern"; then echo "it has $name"; fi
  done < <(workflow_refuses)
}
