/**
 * The script that PowerShell runs for us. It is constant and contains no data of a run. It reads one JSON object from
 * standard input and writes one line of JSON, both ASCII. It requires Windows PowerShell 5.1 and .NET Framework 4.7.2.
 *
 * Request: `{ "action": "inspect" | "sign", "thumbprint": "40 hex digits", "data": "base64", "algorithm": "PS256" | "RS256" }`.
 * Answer: see `StoreAnswer` in `windows-store.ts`.
 *
 * `inspect` signs meaningless data, to find out whether the key may be used and which padding its provider supports.
 */
export const WINDOWS_STORE_SCRIPT = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
function Answer($value) { [Console]::Out.WriteLine((ConvertTo-Json -InputObject $value -Compress -Depth 4)); exit 0 }
function Code($failure) {
  $e = $failure.Exception
  while ($e.InnerException) { $e = $e.InnerException }
  '0x{0:X8}' -f $e.HResult
}
try {
  $request = [Console]::In.ReadToEnd() | ConvertFrom-Json
  $found = $null; $withoutKey = $false; $present = @()
  foreach ($location in 'CurrentUser', 'LocalMachine') {
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store('My', $location)
    try { $store.Open('ReadOnly, OpenExistingOnly') } catch { continue }
    foreach ($c in $store.Certificates) {
      $present += @{ thumbprint = $c.Thumbprint; notAfter = $c.NotAfter.ToUniversalTime().ToString('yyyy-MM-dd'); store = $location }
      if ($c.Thumbprint -eq $request.thumbprint) {
        if (-not $c.HasPrivateKey) { $withoutKey = $true }
        elseif ($null -eq $found) { $found = $c; $where = $location }
      }
    }
    $store.Close()
  }
  if ($null -eq $found) {
    if ($withoutKey) { Answer @{ status = 'no-private-key' } }
    Answer @{ status = 'not-found'; present = @($present | Select-Object -First 50) }
  }
  $rsa = $null
  try { $rsa = [System.Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($found) }
  catch { Answer @{ status = 'no-access'; store = $where; code = (Code $_) } }
  if ($null -eq $rsa) { Answer @{ status = 'not-rsa' } }
  $sha256 = [System.Security.Cryptography.HashAlgorithmName]::SHA256
  $pss = [System.Security.Cryptography.RSASignaturePadding]::Pss
  $pkcs1 = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1
  if ($request.action -eq 'sign') {
    $padding = $pkcs1
    if ($request.algorithm -eq 'PS256') { $padding = $pss }
    try { $signature = $rsa.SignData([Convert]::FromBase64String($request.data), $sha256, $padding) }
    catch { Answer @{ status = 'no-access'; store = $where; code = (Code $_) } }
    Answer @{ status = 'signed'; signature = [Convert]::ToBase64String($signature) }
  }
  $algorithm = $null; $code = ''
  $probe = [byte[]](1, 2, 3)
  try { [void]$rsa.SignData($probe, $sha256, $pss); $algorithm = 'PS256' } catch { $code = Code $_ }
  if ($null -eq $algorithm) {
    try { [void]$rsa.SignData($probe, $sha256, $pkcs1); $algorithm = 'RS256' } catch { $code = Code $_ }
  }
  if ($null -eq $algorithm) { Answer @{ status = 'no-access'; store = $where; code = $code } }
  Answer @{ status = 'found'; store = $where; algorithm = $algorithm; certificate = [Convert]::ToBase64String($found.RawData) }
} catch {
  Answer @{ status = 'failed'; code = (Code $_) }
}
`;
