import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IClientCredential;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MSAL for Java as a client of the sandbox. See ../main.ts for what it is given. */
public class Client {
    static final String TENANT = System.getenv("TENANT_ID");
    static final String APP = System.getenv("CLIENT_ID");
    static final String SECRET = System.getenv("CLIENT_SECRET");
    static final String RESOURCE = System.getenv("RESOURCE");
    static final String OTHER_ID = "00000000-1111-2222-3333-444444444444";
    static final String CSV = "EmailAddress,ResignationDate,LastWorkingDate\r\n"
            + "user1@contoso.com,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z\r\n";
    static final URI PROXY = URI.create(System.getenv("HTTPS_PROXY"));
    static final InetSocketAddress PROXY_ADDRESS = new InetSocketAddress(PROXY.getHost(), PROXY.getPort());
    static final HttpClient HTTP = HttpClient.newBuilder().proxy(ProxySelector.of(PROXY_ADDRESS)).build();

    static int uploads = 0;
    static int failures = 0;

    record Cloud(String name, String authority, String webhook, String job, String audience) {}

    interface SignIn {
        IClientCredential credential(Cloud cloud) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        String pem = Files.readString(Path.of(System.getenv("CERTIFICATE_PATH")));
        byte[] certificateBytes = block(pem, "CERTIFICATE");
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificateBytes));
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY")));

        Map<String, SignIn> signIns = new LinkedHashMap<>();
        signIns.put("secret", cloud -> ClientCredentialFactory.createFromSecret(SECRET));
        signIns.put("certificate", cloud -> ClientCredentialFactory.createFromCertificate(key, certificate));
        signIns.put("token of GitHub", cloud -> ClientCredentialFactory.createFromCallback(() -> gitHubToken(cloud.audience())));
        for (String line : Files.readAllLines(Path.of(System.getenv("CLOUDS_FILE")))) {
            String[] cells = line.split("\t");
            Cloud cloud = new Cloud(cells[0], cells[1], cells[2], cells[3], cells[4]);
            for (Map.Entry<String, SignIn> entry : signIns.entrySet()) {
                signInAndUpload(cloud, entry.getKey(), entry.getValue());
            }
            if (cloud.name().equals("commercial")) {
                refused(cloud, "wrong secret", "AADSTS7000215", APP, ClientCredentialFactory.createFromSecret("wrong"));
                refused(cloud, "another app", "AADSTS700016", OTHER_ID, ClientCredentialFactory.createFromSecret(SECRET));
                refused(cloud, "token of GitHub for another audience", "AADSTS700212", APP,
                        ClientCredentialFactory.createFromClientAssertion(gitHubToken("https://github.com/contoso")));
            }
        }
        System.out.println("# uploads " + uploads);
        System.exit(failures == 0 ? 0 : 1);
    }

    static void signInAndUpload(Cloud cloud, String title, SignIn signIn) {
        try {
            HttpResponse<String> answer = upload(cloud, token(cloud, APP, signIn.credential(cloud)));
            boolean isStored = answer.statusCode() == 200;
            uploads += isStored ? 1 : 0;
            report(isStored, "MSAL, " + title + ": " + cloud.name(), "status " + answer.statusCode());
        } catch (Exception error) {
            report(false, "MSAL, " + title + ": " + cloud.name(), error.toString());
        }
    }

    static void refused(Cloud cloud, String title, String expected, String app, IClientCredential credential) {
        try {
            token(cloud, app, credential);
            report(false, "MSAL, " + title, "signed in");
        } catch (Exception error) {
            report(String.valueOf(error.getMessage()).contains(expected), "MSAL, " + title + ": " + expected, error.toString());
        }
    }

    static String token(Cloud cloud, String app, IClientCredential credential) throws Exception {
        ConfidentialClientApplication application = ConfidentialClientApplication.builder(app, credential)
                .authority("https://" + cloud.authority() + "/" + TENANT)
                .proxy(new Proxy(Proxy.Type.HTTP, PROXY_ADDRESS))
                .build();
        ClientCredentialParameters parameters =
                ClientCredentialParameters.builder(Set.of(RESOURCE + "/.default")).build();
        return application.acquireToken(parameters).get().accessToken();
    }

    static HttpResponse<String> upload(Cloud cloud, String token) throws Exception {
        String body = "--a-boundary\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"hr.csv\"\r\n\r\n"
                + CSV + "\r\n--a-boundary--\r\n";
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(cloud.webhook() + "?jobid=" + cloud.job()))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "multipart/form-data; boundary=a-boundary")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static String gitHubToken(String audience) {
        String url = System.getenv("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience="
                + URLEncoder.encode(audience, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + System.getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
                .build();
        try {
            String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
            Matcher matcher = Pattern.compile("\"value\":\"([^\"]+)\"").matcher(body);
            if (!matcher.find()) throw new IllegalStateException(body);
            return matcher.group(1);
        } catch (java.io.IOException | InterruptedException error) {
            throw new IllegalStateException(error);
        }
    }

    static byte[] block(String pem, String label) {
        Matcher matcher = Pattern.compile("-----BEGIN " + label + "-----([^-]+)-----END").matcher(pem);
        if (!matcher.find()) throw new IllegalStateException("The PEM has no " + label);
        return Base64.getMimeDecoder().decode(matcher.group(1));
    }

    static void report(boolean isOk, String title, String detail) {
        failures += isOk ? 0 : 1;
        System.out.println(isOk ? "ok - " + title : "not ok - " + title + ": " + detail);
    }
}
