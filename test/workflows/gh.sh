#!/usr/bin/env bash
# Stands in for the GitHub CLI in the tests of the release workflows: the commands that these use, with the JSON file
# $FAKE_GITHUB as the state of GitHub.
set -euo pipefail

fail() {
  echo "gh: $1" >&2
  exit 1
}

ask() { jq --exit-status "$@" "$FAKE_GITHUB" > /dev/null; }

change() {
  jq "$@" "$FAKE_GITHUB" > "$FAKE_GITHUB.new"
  mv "$FAKE_GITHUB.new" "$FAKE_GITHUB"
}

command="$1"
shift
if [ "$command" != api ]; then
  command="$command $1"
  subject="$2"
  shift 2
fi

draft=false latest=false clobber=false notes='' method='' query='' path='' sha='' assets='[]'
while [ $# -gt 0 ]; do
  case "$1" in
    --draft) draft=true ;;
    --latest) latest=true ;;
    --clobber) clobber=true ;;
    --notes-file) notes="$(cat "$2"; echo .)"; notes="${notes%.}"; shift ;;
    --method) method="$2"; shift ;;
    --jq) query="$2"; shift ;;
    -f | -F)
      case "$2" in
        sha=*) sha="${2#sha=}" ;;
        ref=*) path="${2#ref=}" ;;
      esac
      shift
      ;;
    --title | --repo | --source-digest | --signer-workflow) shift ;;
    --*) ;;
    *.json) assets="$(jq --null-input --arg asset "$1" '[$asset]')" ;;
    *) [ -n "$path" ] || path="$1" ;;
  esac
  shift
done
tag="${path##*/}"

case "$command" in
  'attestation verify') ask .attested || fail 'no attestation found' ;;
  'release create')
    # shellcheck disable=SC2016 # of jq
    change --arg tag "$subject" --arg notes "$notes" --argjson draft "$draft" --argjson assets "$assets" \
      '.releases += [{ tag_name: $tag, draft: $draft, prerelease: false, notes: $notes, assets: $assets }]'
    ;;
  'release edit')
    # shellcheck disable=SC2016 # of jq
    change --arg tag "$subject" --arg notes "$notes" --argjson latest "$latest" \
      '(.releases[] | select(.tag_name == $tag) | .notes) |= (if $notes == "" then . else $notes end)
        | if $latest then .latest = $tag else . end'
    ;;
  'release upload')
    [ "$clobber" = true ] || fail 'asset exists'
    # shellcheck disable=SC2016 # of jq
    change --arg tag "$subject" --argjson assets "$assets" \
      '(.releases[] | select(.tag_name == $tag) | .assets) |= (. + $assets | unique)'
    ;;
  api)
    if [ -n "$query" ]; then
      jq .releases "$FAKE_GITHUB" | jq --raw-output "$query"
    elif [ -z "$method" ]; then
      # shellcheck disable=SC2016 # of jq
      ask --arg tag "$tag" '.tags[$tag]' || fail 'Not Found (HTTP 404)'
    else
      ! ask .refusesTags || fail 'Resource not accessible by integration (HTTP 403)'
      # shellcheck disable=SC2016 # of jq
      change --arg tag "$tag" --arg sha "$sha" '.tags[$tag] = $sha'
    fi
    ;;
  *) fail "unknown command $command" ;;
esac
