// azidentity (MSAL for Go) and net/http as clients of the sandbox. See ../main.ts for what they are given.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const (
	csv     = "EmailAddress,ResignationDate,LastWorkingDate\nuser1@contoso.com,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z\n"
	otherID = "00000000-1111-2222-3333-444444444444"
)

var (
	tenant   = os.Getenv("TENANT_ID")
	app      = os.Getenv("CLIENT_ID")
	secret   = os.Getenv("CLIENT_SECRET")
	scope    = os.Getenv("RESOURCE") + "/.default"
	uploads  = 0
	failures = 0
)

type target struct{ name, authority, webhook, job, audience string }

func (t target) options() azcore.ClientOptions {
	return azcore.ClientOptions{
		Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: "https://" + t.authority},
		Retry: policy.RetryOptions{MaxRetries: -1},
	}
}

type signIn struct {
	title      string
	credential func(target) (azcore.TokenCredential, error)
}

func bySecret(value string) func(target) (azcore.TokenCredential, error) {
	return func(t target) (azcore.TokenCredential, error) {
		options := &azidentity.ClientSecretCredentialOptions{ClientOptions: t.options()}
		return azidentity.NewClientSecretCredential(tenant, app, value, options)
	}
}

func byCertificate(withChain bool) func(target) (azcore.TokenCredential, error) {
	return func(t target) (azcore.TokenCredential, error) {
		pem, err := os.ReadFile(os.Getenv("CERTIFICATE_PATH"))
		if err != nil {
			return nil, err
		}
		certificates, key, err := azidentity.ParseCertificates(pem, nil)
		if err != nil {
			return nil, err
		}
		options := &azidentity.ClientCertificateCredentialOptions{
			ClientOptions:        t.options(),
			SendCertificateChain: withChain,
		}
		return azidentity.NewClientCertificateCredential(tenant, app, certificates, key, options)
	}
}

func byAssertion(audience string) func(target) (azcore.TokenCredential, error) {
	return func(t target) (azcore.TokenCredential, error) {
		wanted := audience
		if wanted == "" {
			wanted = t.audience
		}
		get := func(context.Context) (string, error) { return gitHubToken(wanted) }
		options := &azidentity.ClientAssertionCredentialOptions{ClientOptions: t.options()}
		return azidentity.NewClientAssertionCredential(tenant, app, get, options)
	}
}

func token(t target, way signIn) (string, error) {
	credential, err := way.credential(t)
	if err != nil {
		return "", err
	}
	found, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{scope}})
	return found.Token, err
}

func upload(t target, bearer string) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "hr.csv")
	if err != nil {
		return "", err
	}
	if _, err := io.WriteString(part, csv); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	request, err := http.NewRequest(http.MethodPost, t.webhook+"?jobid="+t.job, &body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+bearer)
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	return answer.Status, nil
}

func gitHubToken(audience string) (string, error) {
	address := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=" + url.QueryEscape(audience)
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var content struct{ Value string }
	err = json.NewDecoder(answer.Body).Decode(&content)
	return content.Value, err
}

func report(isOk bool, title, detail string) {
	if isOk {
		fmt.Printf("ok - %s\n", title)
		return
	}
	failures++
	fmt.Printf("not ok - %s: %s\n", title, strings.Join(strings.Fields(detail), " "))
}

func signInAndUpload(t target, way signIn) {
	bearer, err := token(t, way)
	status := ""
	if err == nil {
		status, err = upload(t, bearer)
	}
	if status == "200 OK" {
		uploads++
	}
	report(status == "200 OK", way.title+": "+t.name, fmt.Sprint(status, err))
}

func refused(t target, way signIn, expected string) {
	_, err := token(t, way)
	report(err != nil && strings.Contains(err.Error(), expected), way.title+": "+expected, fmt.Sprint(err))
}

func main() {
	file, err := os.ReadFile(os.Getenv("CLOUDS_FILE"))
	if err != nil {
		panic(err)
	}
	ways := []signIn{
		{"azidentity, secret", bySecret(secret)},
		{"azidentity, certificate", byCertificate(false)},
		{"azidentity, certificate with chain", byCertificate(true)},
		{"azidentity, token of GitHub", byAssertion("")},
	}
	wrong := map[string]signIn{
		"AADSTS7000215": {"azidentity, wrong secret", bySecret("wrong")},
		"AADSTS700212":  {"azidentity, token of GitHub for another audience", byAssertion("https://github.com/contoso")},
	}
	for i, line := range strings.Split(strings.TrimSpace(string(file)), "\n") {
		cells := strings.Split(line, "\t")
		t := target{cells[0], cells[1], cells[2], cells[3], cells[4]}
		for _, way := range ways {
			signInAndUpload(t, way)
		}
		if i == 0 {
			for expected, way := range wrong {
				refused(t, way, expected)
			}
			app = otherID
			refused(t, signIn{"azidentity, another app", bySecret(secret)}, "AADSTS700016")
			app = os.Getenv("CLIENT_ID")
		}
	}
	fmt.Printf("# uploads %d\n", uploads)
	if failures > 0 {
		os.Exit(1)
	}
}
