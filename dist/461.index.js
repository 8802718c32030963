const Y=461,z=[461],Q={5461:((V,A,c)=>{c.d(A,{storeCredential:()=>_});var b=c(318),h=c(7598),s=c(9473),C=c(9199),P=c(1421),x=c(6760);const $=6e4,E=256*1024,T=["SystemRoot","SystemDrive","windir","ComSpec","TEMP","TMP","USERPROFILE","USERNAME","USERDOMAIN","APPDATA","LOCALAPPDATA","ProgramData","ALLUSERSPROFILE","HOMEDRIVE","HOMEPATH","COMPUTERNAME"];function v(e,t){const n=e.SystemRoot??e.SYSTEMROOT??"C:\\Windows";return{executable:x.win32.join(n,"System32","WindowsPowerShell","v1.0","powershell.exe"),args:["-NoLogo","-NoProfile","-NonInteractive","-EncodedCommand",Buffer.from(t,"utf16le").toString("base64")]}}function O(e){const t=new Map(Object.entries(e).map(([n,r])=>[n.toUpperCase(),r]));return Object.fromEntries(T.flatMap(n=>{const r=t.get(n.toUpperCase());return r===void 0?[]:[[n,r]]}))}function R(e,t){return(n,r)=>new Promise((i,o)=>{const u=AbortSignal.any([AbortSignal.timeout($),...r===void 0?[]:[r]]),a=(0,P.spawn)(e.executable,e.args,{env:O(t),stdio:["pipe","pipe","ignore"],windowsHide:!0,signal:u});let d="";a.stdout.setEncoding("utf8").on("data",l=>{d.length<E&&(d+=l)}),a.stdin.on("error",()=>{}),a.on("error",()=>o(u.aborted?M(r):I())),a.on("close",()=>i(d)),a.stdin.end(n)})}function I(){return new s.lZ({code:"powershell-not-started",what:"Windows PowerShell, which reads the Windows certificate store, could not be started.",fix:["Check that %SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe exists on the runner and that the runner's account is allowed to run it.","Otherwise use `certificate-path`, or sign in with OIDC."]})}function M(e){return e?.aborted?new s.lZ({code:"cancelled",what:"Sign-in was cancelled.",fix:["Run the job again."]}):new s.lZ({code:"powershell-timeout",what:`Windows PowerShell did not answer within ${$/1e3} seconds.`,means:"A key that asks for a PIN or a confirmation waits for a person at the screen, or a security product blocks the program.",fix:["Use a certificate whose key needs no confirmation (no smart card, no strong protection), then run the job again."]})}var k=c(7090);const N=`
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
`,D=600;function L(e,t){if(t!=="win32")throw new s.lZ(W);return R(v(e,N),e)}const W={code:"windows-store-not-available",what:"`certificate-thumbprint` works only on Windows, and this runner does not run Windows.",means:"The thumbprint names a certificate in the Windows certificate store of a self-hosted runner.",fix:["Run the job on the self-hosted Windows runner that has the certificate: `runs-on: [self-hosted, windows]`.","Elsewhere, use `certificate` or `certificate-path`, or sign in with OIDC."]};async function U(e,t,n={}){const r=(0,k.V)(e),i=await S(t,{action:"inspect",thumbprint:r},n.signal);if(i.status!=="found")throw new s.lZ(y(i,r));const o=K(i.certificate),{validFromDate:u,validToDate:a}=o;B(u,a,n.now??new Date);const d={thumbprintSha1:o.fingerprint.replaceAll(":",""),thumbprintSha256:o.fingerprint256.replaceAll(":","")},{algorithm:l}=i;return{thumbprintSha1:d.thumbprintSha1,notAfter:a,algorithm:l,sign:async(X,J)=>{const w=F({...X,algorithm:l,...d}),G={action:"sign",thumbprint:r,algorithm:l,data:Buffer.from(w).toString("base64")},p=await S(t,G,J);if(p.status!=="signed")throw new s.lZ(y(p,r));const g=Buffer.from(p.signature,"base64");if(!j(o,l,w,g))throw new s.lZ(f);return`${w}.${g.toString("base64url")}`}}}function F(e){const t=Math.floor(Date.now()/1e3),n=o=>Buffer.from(o,"hex").toString("base64url"),r={alg:e.algorithm,typ:"JWT",...e.algorithm==="PS256"?{"x5t#S256":n(e.thumbprintSha256)}:{x5t:n(e.thumbprintSha1)}},i={aud:e.audience,iss:e.clientId,sub:e.clientId,jti:(0,h.randomUUID)(),nbf:t,iat:t,exp:t+D};return[r,i].map(o=>Buffer.from(JSON.stringify(o)).toString("base64url")).join(".")}function j(e,t,n,r){const i=t==="PS256"?{padding:h.constants.RSA_PKCS1_PSS_PADDING,saltLength:h.constants.RSA_PSS_SALTLEN_DIGEST}:{padding:h.constants.RSA_PKCS1_PADDING};return(0,h.verify)("sha256",Buffer.from(n),{key:e.publicKey,...i},r)}async function S(e,t,n){const i=(await e(JSON.stringify(t),n)).split(/\r?\n/).findLast(o=>o.startsWith("{"));try{const o=JSON.parse(i??"");if(typeof o=="object"&&o!==null&&"status"in o)return o}catch{}throw new s.lZ(f)}const f={code:"windows-store-unreadable",what:"PowerShell returned no usable output about the Windows certificate store.",means:"A policy may restrict PowerShell (Constrained Language Mode, AppLocker), or .NET Framework is older than 4.7.2.",fix:["Run `$ExecutionContext.SessionState.LanguageMode` in PowerShell as the runner's account: it must say FullLanguage.","Otherwise use `certificate-path`, or sign in with OIDC."]};function K(e){try{return new h.X509Certificate(Buffer.from(e,"base64"))}catch{throw new s.lZ(f)}}function B(e,t,n){if(t<=n)throw new s.lZ({code:"certificate-expired",what:`The certificate of \`certificate-thumbprint\` expired on ${(0,C.vd)(t)}.`,fix:["Add a new certificate to the store, upload its public half to the app registration, and set `certificate-thumbprint` to its thumbprint."]});if(e>n)throw new s.lZ({code:"certificate-not-yet-valid",what:`The certificate of \`certificate-thumbprint\` is not valid before ${e.toISOString()}.`,fix:[`Check the runner's clock (it shows ${n.toISOString()}), or wait until then.`]})}function y(e,t){switch(e.status){case"not-found":return Z(e.present??[],t);case"no-private-key":return{code:"certificate-key-missing",what:`The certificate ${t} is in the Windows store, but without its private key.`,fix:["Import the PFX (certificate and key), not the .cer file, under the account of the runner."]};case"not-rsa":return{code:"certificate-key-not-rsa",what:`The key of the certificate ${t} is not an RSA key.`,means:"Microsoft Entra accepts only RSA certificates for the sign-in of applications.",fix:["`New-SelfSignedCertificate -Subject 'CN=hr-upload' -CertStoreLocation Cert:\\LocalMachine\\My -KeyAlgorithm RSA -KeyLength 2048 -KeyExportPolicy NonExportable` creates a suitable one."]};case"no-access":return H(t,e.store,e.code);default:return f}}function Z(e,t){const n=e.filter(r=>/^[0-9A-F]{40}$/i.test(r.thumbprint)&&/^\d{4}-\d\d-\d\d$/.test(r.notAfter)).map(({thumbprint:r,notAfter:i,store:o})=>`${r}, valid until ${i}, ${m(o)}`);return{code:"windows-store-certificate-not-found",what:`There is no certificate ${t} in the Windows certificate store.`,means:"The action searched CurrentUser\\My and LocalMachine\\My, as the runner's account sees them: CurrentUser is the account of the runner's service, not yours.",fix:[n.length===0?"No certificate was found there.":`Found: ${n.join("; ")}.`,"Import the certificate with its key into LocalMachine\\My and let the runner's account read the key, or use the thumbprint of a certificate that is there."]}}function m(e){return e==="CurrentUser"?"CurrentUser\\My":"LocalMachine\\My"}const q={"0x80090010":"Windows reports: access denied.","0x80070005":"Windows reports: access denied.","0x80090016":"Windows reports: the key set does not exist. For a machine key this usually means that the account may not read it.","0x80090022":"The key requires a confirmation on the screen, which a runner cannot give.","0x8010006E":"The key is on a smart card that requires a confirmation."};function H(e,t,n){const r=/^0x[0-9A-F]{8}$/i.test(n)?` (${n})`:"";return{code:"windows-store-key-not-usable",what:`The certificate ${e} is in ${m(t)}, but its private key cannot be used${r}.`,means:q[n]??"Usually the account of the runner's service has no access to the key.",fix:["On the runner: certlm.msc, the certificate, All Tasks, Manage Private Keys, and give the account of the runner's service (such as NETWORK SERVICE) Read permission.","A key with strong protection, or on a smart card, cannot be used unattended: use another certificate."]}}function _(e){let t;return{method:"certificate",way:"certificate in the Windows store",prove:async(n,{powershell:r,environment:i,platform:o},{signal:u})=>{t??=await U(e,r??L(i,o),{signal:u});const a={clientId:n.clientId,audience:(0,b.lN)(n)};return{authentication:{clientAssertion:await t.sign(a,u)},certificate:t}}}}})};export{Y as id,z as ids,Q as modules};
