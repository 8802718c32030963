# PowerShell as a client of the sandbox: the two requests that Microsoft's upload script makes, in all clouds.
# See ../main.ts for what it is given.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
Add-Type -AssemblyName System.Net.Http

$csv = "EmailAddress,ResignationDate,LastWorkingDate`nuser1@contoso.com,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z`n"
$script:uploads = 0
$script:failures = 0

function Write-Result([bool] $isOk, [string] $title, [string] $detail) {
    if ($isOk) { "ok - $title" } else { $script:failures++; "not ok - ${title}: $detail" }
}

function Get-Token([string] $authority, [string] $secret) {
    $body = @{
        client_id     = $env:CLIENT_ID
        client_secret = $secret
        grant_type    = 'client_credentials'
        resource      = $env:RESOURCE
        tenant_id     = $env:TENANT_ID
    }
    $uri = "https://$authority/$env:TENANT_ID/oauth2/token?api-version=1.0"
    (Invoke-RestMethod -Uri $uri -Method Post -ContentType 'application/x-www-form-urlencoded' -Body $body).access_token
}

function Send-File([string] $url, [string] $token) {
    $client = [System.Net.Http.HttpClient]::new()
    $form = [System.Net.Http.MultipartFormDataContent]::new()
    try {
        $stream = [System.IO.MemoryStream]::new([System.Text.Encoding]::UTF8.GetBytes($csv))
        $form.Add([System.Net.Http.StreamContent]::new($stream), 'file', 'tmp0001.txt')
        $client.DefaultRequestHeaders.Add('Authorization', "Bearer $token")
        $answer = $client.PostAsync($url, $form).GetAwaiter().GetResult()
        "$([int] $answer.StatusCode) $($answer.ReasonPhrase)"
    }
    finally {
        $form.Dispose()
        $client.Dispose()
    }
}

foreach ($line in Get-Content -LiteralPath $env:CLOUDS_FILE) {
    $name, $authority, $webhook, $job, $null = $line -split "`t"
    if ($name -eq 'commercial') { $authority = 'login.windows.net' }
    if ($name -eq 'gcc') { $webhook = $webhook -replace '/api/', '//api/' }
    $title = "PowerShell, requests of Microsoft's script: $name"
    try {
        $token = Get-Token $authority $env:CLIENT_SECRET
        $answer = Send-File "${webhook}?jobid=$job" $token
        if ($answer -eq '200 OK') { $script:uploads++ }
        Write-Result ($answer -eq '200 OK') $title $answer
    }
    catch {
        Write-Result $false $title $_.Exception.Message
    }
}

try {
    Get-Token 'login.windows.net' 'wrong' | Out-Null
    Write-Result $false 'PowerShell, wrong secret' 'signed in'
}
catch {
    Write-Result ("$($_.ErrorDetails)" -match 'AADSTS7000215') 'PowerShell, wrong secret: AADSTS7000215' "$($_.ErrorDetails)"
}

"# uploads $script:uploads"
exit [int] ($script:failures -gt 0)
