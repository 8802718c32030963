# shellcheck shell=bash
# shellcheck disable=SC2034 # STATE and FOUND are used by run_step.
# The app registration and its service principal. The app gets no API permission: the connector names it.

app_state() {
  find_app
  if [ "$CLIENT_ID" = "$NO_ID" ]; then
    STATE=missing FOUND="no app named $UPLOAD_NAME in this tenant"
    if [ -n "$SAVED_CLIENT_ID" ]; then
      FOUND="the variable CLIENT_ID names the app $SAVED_CLIENT_ID, which this tenant does not have. A deleted app can be restored for 30 days (App registrations, Deleted applications); a new app also needs a new connector"
    fi
  elif [ "$IS_OWN_APP" = yes ] && [ "$APP_AUDIENCE" != AzureADMyOrg ]; then
    STATE=wrong FOUND="the app $CLIENT_ID accepts accounts of other tenants"
  else
    STATE=right FOUND="client ID $CLIENT_ID"
  fi
}

app_fix() {
  if [ "$STATE" = wrong ]; then
    change az ad app update --id "$CLIENT_ID" --sign-in-audience AzureADMyOrg --output none
    return
  fi
  change az ad app create --display-name "$UPLOAD_NAME" --sign-in-audience AzureADMyOrg --web-home-page-url "$REPOSITORY_URL" \
    --output none
  SIGN_IN_CHANGED=yes
}

service_principal_state() {
  STATE=missing FOUND='the app has none in this tenant, so it cannot sign in'
  if [ "$CLIENT_ID" = "$NO_ID" ]; then return; fi
  query az ad sp list --filter "appId eq '$CLIENT_ID'" --query '[].accountEnabled' --output tsv || true
  case "$OUTPUT" in
    [tT]rue) STATE=right FOUND='in place' ;;
    [fF]alse) STATE=wrong FOUND='sign-in is disabled' ;;
  esac
}

service_principal_fix() {
  SIGN_IN_CHANGED=yes
  case "$STATE" in
    wrong) change az ad sp update --id "$CLIENT_ID" --set accountEnabled=true --output none ;;
    *) change az ad sp create --id "$CLIENT_ID" --output none ;;
  esac
}
