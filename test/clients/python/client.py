"""MSAL for Python, azure-identity and requests as clients of the sandbox. See ../main.ts for what it is given."""

import logging
import os
import sys
import tempfile
import time
import uuid
from datetime import datetime, timedelta, timezone

import jwt
import msal
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TENANT, APP, SECRET = (os.environ[name] for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"))
CERTIFICATE_PATH, RESOURCE, CONTROL = (
    os.environ[name] for name in ("CERTIFICATE_PATH", "RESOURCE", "CONTROL_URL")
)
# They log each refusal besides raising it.
logging.getLogger("azure").setLevel(logging.CRITICAL)
SCOPE = f"{RESOURCE}/.default"
CSV = "EmailAddress,ResignationDate,LastWorkingDate\nuser1@contoso.com,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z\n"

with open(CERTIFICATE_PATH, encoding="ascii") as file:
    PEM = file.read()
CERTIFICATE = x509.load_pem_x509_certificate(PEM.encode())
PUBLIC_PEM = CERTIFICATE.public_bytes(serialization.Encoding.PEM).decode()
KEY_PEM = PEM[PEM.index("-----BEGIN PRIVATE KEY") :] if "BEGIN PRIVATE" in PEM else PEM[PEM.index("-----BEGIN RSA") :]
SHA1 = CERTIFICATE.fingerprint(hashes.SHA1()).hex()


class Cloud:
    def __init__(self, line):
        self.name, self.authority, self.webhook, self.job, self.audience = line.rstrip("\n").split("\t")


with open(os.environ["CLOUDS_FILE"], encoding="utf-8") as file:
    CLOUDS = [Cloud(line) for line in file]
COMMERCIAL = CLOUDS[0]


# What the clients are for: a token, and an upload with it.


def upload(cloud, token, job=None, content=CSV):
    return requests.post(
        cloud.webhook,
        params={"jobid": job or cloud.job},
        headers={"Authorization": f"Bearer {token}"},
        files={"file": ("hr.csv", content, "text/csv")},
        timeout=60,
    )


def oidc_token(audience):
    answer = requests.get(
        os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"],
        params={"audience": audience},
        headers={"Authorization": f"Bearer {os.environ['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"},
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()["value"]


def pod_token(audience):
    answer = requests.get(f"{CONTROL}/-/service-account-token", params={"audience": audience}, timeout=60)
    answer.raise_for_status()
    return answer.json()


def token_file(cloud):
    path = os.path.join(tempfile.mkdtemp(), "token")
    with open(path, "w", encoding="ascii") as file:
        file.write(pod_token(cloud.audience))
    return path


def with_msal(cloud, credential, app=APP, tenant=TENANT):
    application = msal.ConfidentialClientApplication(
        app, authority=f"https://{cloud.authority}/{tenant}", client_credential=credential
    )
    result = application.acquire_token_for_client([SCOPE])
    if "access_token" not in result:
        raise PermissionError(result["error_description"])
    return result["access_token"]


def with_azure(credential):
    with credential:
        return credential.get_token(SCOPE).token


def with_version_1(host):
    answer = requests.post(
        f"https://{host}/{TENANT}/oauth2/token",
        params={"api-version": "1.0"},
        data={
            "client_id": APP,
            "client_secret": SECRET,
            "grant_type": "client_credentials",
            "resource": RESOURCE,
            "tenant_id": TENANT,
        },
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


def machine_token(cloud):
    identity = ManagedIdentityCredential(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"])
    return identity.get_token(f"{cloud.audience}/.default").token


SIGN_INS = {
    "MSAL, secret": lambda cloud: with_msal(cloud, SECRET),
    "MSAL, certificate by SHA-1": lambda cloud: with_msal(cloud, {"private_key": KEY_PEM, "thumbprint": SHA1}),
    "MSAL, certificate by SHA-1 with x5c": lambda cloud: with_msal(
        cloud, {"private_key": KEY_PEM, "thumbprint": SHA1, "public_certificate": PUBLIC_PEM}
    ),
    "MSAL, certificate by SHA-256 with x5c": lambda cloud: with_msal(
        cloud, {"private_key": KEY_PEM, "public_certificate": PUBLIC_PEM}
    ),
    "MSAL, token of GitHub": lambda cloud: with_msal(
        cloud, {"client_assertion": lambda: oidc_token(cloud.audience)}
    ),
    "azure-identity, secret": lambda cloud: with_azure(
        ClientSecretCredential(TENANT, APP, SECRET, authority=cloud.authority)
    ),
    "azure-identity, certificate": lambda cloud: with_azure(
        CertificateCredential(TENANT, APP, CERTIFICATE_PATH, authority=cloud.authority)
    ),
    "azure-identity, certificate with chain": lambda cloud: with_azure(
        CertificateCredential(
            TENANT, APP, CERTIFICATE_PATH, authority=cloud.authority, send_certificate_chain=True
        )
    ),
    "azure-identity, token of GitHub": lambda cloud: with_azure(
        ClientAssertionCredential(
            TENANT, APP, lambda: oidc_token(cloud.audience), authority=cloud.authority
        )
    ),
    "azure-identity, token file of a pod": lambda cloud: with_azure(
        WorkloadIdentityCredential(
            tenant_id=TENANT, client_id=APP, token_file_path=token_file(cloud), authority=cloud.authority
        )
    ),
    "azure-identity, managed identity": lambda cloud: with_azure(
        ClientAssertionCredential(TENANT, APP, lambda: machine_token(cloud), authority=cloud.authority)
    ),
    "requests, version 1": lambda cloud: with_version_1(
        "login.windows.net" if cloud.name == "commercial" else cloud.authority
    ),
}


# What has to be refused.


def unregistered_certificate():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "not registered")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return {"private_key": pem, "thumbprint": certificate.fingerprint(hashes.SHA1()).hex()}


def own_assertion(**changes):
    now = int(time.time())
    claims = {
        "iss": APP,
        "sub": APP,
        "aud": f"https://{COMMERCIAL.authority}/{TENANT}/oauth2/v2.0/token",
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
        **changes,
    }
    thumbprint = jwt.utils.base64url_encode(bytes.fromhex(SHA1)).decode()
    return jwt.encode(claims, KEY_PEM, algorithm="RS256", headers={"x5t": thumbprint})


def msal_assertion(**changes):
    return with_msal(COMMERCIAL, {"client_assertion": lambda: own_assertion(**changes)})


USED = own_assertion()
OTHER_ID = "00000000-1111-2222-3333-444444444444"

REFUSED_SIGN_INS = {
    "MSAL, wrong secret": ("AADSTS7000215", lambda: with_msal(COMMERCIAL, "wrong")),
    "MSAL, another app": ("AADSTS700016", lambda: with_msal(COMMERCIAL, SECRET, app=OTHER_ID)),
    "MSAL, another tenant": ("Unable to get authority", lambda: with_msal(COMMERCIAL, SECRET, tenant=OTHER_ID)),
    "MSAL, unregistered certificate": (
        "AADSTS700027",
        lambda: with_msal(COMMERCIAL, unregistered_certificate()),
    ),
    "MSAL, assertion for another audience": (
        "AADSTS700023",
        lambda: msal_assertion(aud="https://login.contoso.com/"),
    ),
    "MSAL, expired assertion": (
        "AADSTS700024",
        lambda: msal_assertion(nbf=int(time.time()) - 7200, exp=int(time.time()) - 3600),
    ),
    "MSAL, assertion of another app": ("AADSTS700021", lambda: msal_assertion(iss=OTHER_ID, sub=OTHER_ID)),
    "MSAL, assertion that was used": (
        "AADSTS700024",
        lambda: [with_msal(COMMERCIAL, {"client_assertion": lambda: USED}) for _ in range(2)],
    ),
    "MSAL, token of GitHub for another audience": (
        "AADSTS700212",
        lambda: with_msal(COMMERCIAL, {"client_assertion": oidc_token("https://github.com/contoso")}),
    ),
    "azure-identity, wrong secret": (
        "AADSTS7000215",
        lambda: with_azure(ClientSecretCredential(TENANT, APP, "wrong")),
    ),
    "azure-identity, another tenant": (
        "Unable to get authority",
        lambda: with_azure(ClientSecretCredential(OTHER_ID, APP, SECRET)),
    ),
    "azure-identity, token of a pod for another audience": (
        "AADSTS700212",
        lambda: with_azure(
            ClientAssertionCredential(TENANT, APP, lambda: pod_token("https://kubernetes.default.svc"))
        ),
    ),
    "azure-identity, unknown identity of the machine": (
        "Identity not found",
        lambda: ManagedIdentityCredential(client_id=OTHER_ID).get_token(f"{COMMERCIAL.audience}/.default"),
    ),
}


def secret_token(scope=SCOPE):
    application = msal.ConfidentialClientApplication(
        APP, authority=f"https://{COMMERCIAL.authority}/{TENANT}", client_credential=SECRET
    )
    return application.acquire_token_for_client([scope])["access_token"]


REFUSED_UPLOADS = {
    "upload with a token for Microsoft Graph": (
        "401 Unauthorized",
        lambda: upload(COMMERCIAL, secret_token("https://graph.microsoft.com/.default")),
    ),
    "upload with another job ID": (
        "403 jobId and corresponding appId do not match.",
        lambda: upload(COMMERCIAL, secret_token(), job=OTHER_ID),
    ),
    "upload with semicolons": (
        "500 Internal Server Error",
        lambda: upload(COMMERCIAL, secret_token(), content=CSV.replace(",", ";")),
    ),
}


def main():
    uploads = 0
    failures = 0

    def report(is_ok, title, detail=""):
        nonlocal failures
        failures += 0 if is_ok else 1
        print(f"ok - {title}" if is_ok else f"not ok - {title}: {detail}", flush=True)

    for cloud in CLOUDS:
        for title, sign_in in SIGN_INS.items():
            try:
                answer = upload(cloud, sign_in(cloud))
                uploads += 1 if answer.ok else 0
                report(answer.ok, f"{title}: {cloud.name}", f"{answer.status_code} {answer.reason}")
            except Exception as error:  # Every kind is a failure of the test, and is shown.
                report(False, f"{title}: {cloud.name}", repr(error)[:500])
    for title, (expected, sign_in) in REFUSED_SIGN_INS.items():
        try:
            sign_in()
            report(False, title, "signed in")
        except (PermissionError, ValueError, ClientAuthenticationError) as error:
            report(expected in str(error), f"{title}: {expected}", str(error)[:500])
    for title, (expected, send) in REFUSED_UPLOADS.items():
        answer = send()
        found = f"{answer.status_code} {answer.reason}"
        report(found == expected, f"{title}: {expected}", found)
    print(f"# uploads {uploads}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
