# shellcheck shell=bash
# shellcheck disable=SC2034 # The variables that are set here are used by the other files.
# The options, their defaults and their checks.

readonly EXIT_FAILED=1 EXIT_USAGE=2 EXIT_UNFINISHED=3
readonly SCENARIO_LIST='resignation job-level-change performance-review performance-improvement-plan employee-profile'

usage() {
  cat <<'HELP'
Sets up the nightly upload of HR data from a GitHub repository to a Microsoft Purview HR connector:
app registration, service principal, federated credential (or certificate), environment, variables and workflow.

Usage: bash setup.sh [options]

Before you start:
  Azure CLI   az login --allow-no-subscriptions
              gcc-high, dod: first az cloud set --name AzureUSGovernment
  GitHub CLI  gh auth login --scopes workflow
  The repository must be private and have a first commit.

It reads what is there, shows the commands of each change and asks before it runs them. Run it again at any time:
it changes only what is missing or wrong, and resumes where it stopped.

What to set up
  --repo [HOST/]ACCOUNT/REPO the repository (default: that of the current folder)
  --cloud NAME               commercial (default), gcc, gcc-high or dod
  --tenant-id ID             the tenant (default: the one that Azure CLI is signed in to)
  --client-id ID             use this app registration instead of creating one
  --job-id ID                job ID of the HR connector; may be given later
  --name NAME                name of app, environment and workflow (default: hr-upload); another one per connector
  --csv-path PATH            CSV file in the repository; without it, you add an export step to the workflow
  --scenario NAME            HR scenario for the mapping sheet; repeat it for several (default: all five)
  --no-environment           for plans without environments: variables and subject are those of the repository

How to sign in to Microsoft Entra (default: OIDC, nothing to store)
  --certificate              make a certificate and store it as the secret HR_CERTIFICATE
  --certificate-file FILE    take this one: a PEM file with an RSA certificate and its private key, not encrypted
  --certificate-days N       lifetime of the certificate that is made (default: 365)
  --subject TEXT             subject of the federated credential, for repositories with a customized one
  --issuer URL               issuer of the OIDC tokens, for enterprises with their own

How to run
  --dry-run                  change nothing, print every command
  --yes                      answer every question with yes
  --no-preflight             do not start a preflight at the end
  --wait MINUTES             how long to wait for the merge of the pull request (default: 30; 0: do not wait)
  --action ACCOUNT/REPO[@REF]
                             the action (default: the repository and version that this script is from)
  --remove                   remove what the set-up made; asks for each thing
  --help                     this text

Exit code: 0 done, 1 failed, 2 wrong options, 3 something is left for you to do.
HELP
}

set_defaults() {
  REPO_OPTION='' CLOUD=commercial TENANT_OPTION='' CLIENT_OPTION='' JOB_OPTION='' UPLOAD_NAME=hr-upload
  CSV_PATH='' SCENARIOS='' WITH_ENVIRONMENT=yes SIGN_IN=oidc CERTIFICATE_FILE='' CERTIFICATE_DAYS=365
  SUBJECT_OPTION='' ISSUER_OPTION='' DRY_RUN=no YES=no WITH_PREFLIGHT=yes WAIT_MINUTES=30 ACTION_OPTION=''
  REMOVE=no UNFINISHED=no PLANNING=no SIGN_IN_CHANGED=no
}

# All mistakes are reported in one run.
parse_options() {
  set_defaults
  PROBLEMS=''
  while [ $# -gt 0 ]; do
    case "$1" in
      --help | -h) usage; exit 0 ;;
      --dry-run) DRY_RUN=yes ;;
      --yes | -y) YES=yes ;;
      --no-preflight) WITH_PREFLIGHT=no ;;
      --no-environment) WITH_ENVIRONMENT=no ;;
      --certificate) SIGN_IN=certificate ;;
      --remove) REMOVE=yes ;;
      --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
      *)
        if ! set_value "$1" "${2-}"; then
          problem "Unknown option: $1"
        else
          if matches "${2-}" '|.*[[:cntrl:]].*'; then problem "$1 needs a value."; fi
          if [ $# -gt 1 ]; then shift; fi
        fi
        ;;
    esac
    shift
  done
  check_options
  if [ -z "$PROBLEMS" ]; then return; fi
  say "${PROBLEMS}Fix: correct the options; bash setup.sh --help lists them." >&2
  exit "$EXIT_USAGE"
}

set_value() {
  case "$1" in
    --repo) REPO_OPTION="$2" ;;
    --cloud) CLOUD="$2" ;;
    --tenant-id) TENANT_OPTION="$2" ;;
    --client-id) CLIENT_OPTION="$2" ;;
    --job-id) JOB_OPTION="$2" ;;
    --name) UPLOAD_NAME="$2" ;;
    --csv-path) CSV_PATH="$2" ;;
    --scenario) SCENARIOS="$SCENARIOS $2" ;;
    --certificate-file) SIGN_IN=certificate CERTIFICATE_FILE="$2" ;;
    --certificate-days) CERTIFICATE_DAYS="$2" ;;
    --subject) SUBJECT_OPTION="$2" ;;
    --issuer) ISSUER_OPTION="$2" ;;
    --wait) WAIT_MINUTES="$2" ;;
    --action) ACTION_OPTION="$2" ;;
    *) return 1 ;;
  esac
}

problem() {
  PROBLEMS="$PROBLEMS$1
"
}

# Whether a text matches an extended regular expression as a whole.
matches() {
  local pattern="^($2)$"
  [[ "$1" =~ $pattern ]]
}

readonly GUID='[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'

# One row per option: option; pattern; what is expected; value. An empty value is one that was not given.
option_rules() {
  cat <<TABLE
--repo;([A-Za-z0-9.:-]+/)?[A-Za-z0-9-]+/[A-Za-z0-9._-]+;ACCOUNT/REPO or HOST/ACCOUNT/REPO;$REPO_OPTION
--cloud;commercial|gcc|gcc-high|dod;one of: commercial, gcc, gcc-high, dod;$CLOUD
--tenant-id;$GUID;a GUID;$TENANT_OPTION
--client-id;$GUID;a GUID;$CLIENT_OPTION
--job-id;$GUID;a GUID;$JOB_OPTION
--name;[A-Za-z0-9][A-Za-z0-9-]{2,48}[A-Za-z0-9];4 to 50 letters, digits and hyphens;$UPLOAD_NAME
--csv-path;[A-Za-z0-9_][A-Za-z0-9._/*-]*;a relative path of letters, digits, . _ / * and -;$CSV_PATH
--certificate-days;[1-9][0-9]{0,3};a number of days;$CERTIFICATE_DAYS
--subject;[A-Za-z0-9_./:@%=-]+;a subject of letters, digits and _ . / : @ % = -;$SUBJECT_OPTION
--issuer;https://[A-Za-z0-9._/-]+;an https URL;$ISSUER_OPTION
--wait;0|[1-9][0-9]{0,3};a number of minutes;$WAIT_MINUTES
--action;[A-Za-z0-9-]+/[A-Za-z0-9._-]+(@[A-Za-z0-9._/-]+)?;ACCOUNT/REPO or ACCOUNT/REPO@REF;$ACTION_OPTION
TABLE
}

check_options() {
  local option pattern expected value scenario
  while IFS=';' read -r option pattern expected value; do
    if [ -n "$value" ] && ! matches "$value" "$pattern"; then problem "$option must be $expected."; fi
  done < <(option_rules)
  for scenario in $SCENARIOS; do
    case " $SCENARIO_LIST " in
      *" $scenario "*) ;;
      *) problem "--scenario must be one of: $SCENARIO_LIST." ;;
    esac
  done
  if [ -n "$JOB_OPTION" ] && { [ "$JOB_OPTION" = "$CLIENT_OPTION" ] || [ "$JOB_OPTION" = "$TENANT_OPTION" ]; }; then
    problem '--job-id is the same as the client ID or the tenant ID. The job ID is on the last page of the HR connector.'
  fi
}
