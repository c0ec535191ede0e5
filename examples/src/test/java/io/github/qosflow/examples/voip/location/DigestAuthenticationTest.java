package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.header.AuthenticationHeader;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestAuthenticationTest {
    private static final String COUNT = "00000001";

    @TempDir
    private Path directory;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private Users users;
    private DigestAuthentication authentication;

    @BeforeEach
    void open() throws Exception {
        users = load(Algorithm.SHA_256, Algorithm.MD5);
        authentication = new DigestAuthentication(users, clock);
    }

    private Users load(Algorithm... algorithms) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Algorithm algorithm : algorithms) {
            lines.add("alice:home:" + algorithm.hash("alice", "home", "secret"));
            lines.add("bob:home:" + algorithm.hash("bob", "home", "hidden"));
        }
        return Users.load(Files.write(directory.resolve("users"), lines, UTF_8));
    }

    private static SIPRequest request(String method, String to, String... headers) throws ParseException {
        String text = method + " sip:home.example SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                + "From: <sip:alice@home.example>;tag=1\r\nTo: <" + to + ">\r\n"
                + "Call-ID: 1\r\nCSeq: 1 " + method + "\r\n"
                + String.join("", headers) + "Content-Length: 0\r\n\r\n";
        return (SIPRequest) new StringMsgParser().parseSIPMessage(text.getBytes(UTF_8), true, true, null);
    }

    private static SIPRequest register(String... headers) throws ParseException {
        return request("REGISTER", "sip:alice@home.example", headers);
    }

    /** What a phone answers to a challenge. */
    private record Answer(String user, String password, String nonce, String count, Algorithm algorithm) {
        String header(String name, String method) {
            String uri = "sip:home.example;X=\"y\"".replace("\"", "");
            String response =
                    algorithm.response(algorithm.hash(user, "home", password), nonce, count, "c", method, uri);
            return name + ": Digest username=\"" + user + "\", realm=\"home\", nonce=\"" + nonce + "\", uri=\"" + uri
                    + "\", response=\"" + response + "\", algorithm=" + algorithm + ", cnonce=\"c\", qop=auth, nc="
                    + count + "\r\n";
        }

        SIPRequest register() throws ParseException {
            return DigestAuthenticationTest.register(header("Authorization", "REGISTER"));
        }

        Answer counting(String next) {
            return new Answer(user, password, nonce, next, algorithm);
        }
    }

    private static List<AuthenticationHeader> challenges(SIPResponse response, String name) {
        List<AuthenticationHeader> all = new ArrayList<>();
        response.getHeaders(name).forEachRemaining(header -> all.add((AuthenticationHeader) header));
        return all;
    }

    private AuthenticationHeader challenge() throws ParseException {
        return challenges(refusal(register()), "WWW-Authenticate").get(0);
    }

    private Answer answer(String user, String password) throws ParseException {
        return new Answer(user, password, challenge().getNonce(), COUNT, Algorithm.SHA_256);
    }

    /** With a tag, as each answer has to have (RFC 3261 section 8.2.6.2). */
    private SIPResponse refusal(SIPRequest request) {
        SIPResponse refusal = authentication.refuse(request).orElseThrow();
        assertNotNull(refusal.getToTag());
        return refusal;
    }

    private void assertLetIn(SIPRequest request) {
        assertEquals(Optional.empty(), authentication.refuse(request).map(SIPResponse::getStatusCode));
    }

    /** 401, and whether a phone may answer by itself. */
    private void assertAskedAgain(boolean stale, SIPRequest request) {
        SIPResponse response = refusal(request);
        assertEquals(401, response.getStatusCode());
        for (AuthenticationHeader header : challenges(response, "WWW-Authenticate")) {
            assertEquals(stale, header.isStale());
        }
    }

    @Test
    void aRegistrationIsAskedByTheRegistrar() throws Exception {
        SIPResponse response = refusal(register());
        assertEquals(401, response.getStatusCode());
        List<AuthenticationHeader> challenges = challenges(response, "WWW-Authenticate");
        assertEquals(
                List.of("SHA-256", "MD5"),
                challenges.stream().map(AuthenticationHeader::getAlgorithm).toList());
        for (AuthenticationHeader header : challenges) {
            assertEquals("home", header.getRealm());
            assertEquals("auth", header.getQop());
            assertNull(header.getParameter("stale"));
        }
        assertFalse(response.getHeaders("Proxy-Authenticate").hasNext());
    }

    @Test
    void otherRequestsAreAskedByTheProxy() throws Exception {
        SIPResponse response = refusal(request("INVITE", "sip:bob@home.example"));
        assertEquals(407, response.getStatusCode());
        assertFalse(response.getHeaders("WWW-Authenticate").hasNext());
        String nonce = challenges(response, "Proxy-Authenticate").get(0).getNonce();
        Answer answer = new Answer("alice", "secret", nonce, COUNT, Algorithm.MD5);
        assertLetIn(request("INVITE", "sip:bob@home.example", answer.header("Proxy-Authorization", "INVITE")));
    }

    @Test
    void onlyWhatTheFileHasHashesOfIsOffered() throws Exception {
        authentication = new DigestAuthentication(load(Algorithm.MD5), clock);
        List<AuthenticationHeader> challenges = challenges(refusal(register()), "WWW-Authenticate");
        assertEquals(
                List.of("MD5"),
                challenges.stream().map(AuthenticationHeader::getAlgorithm).toList());
        assertAskedAgain(
                false,
                new Answer("alice", "secret", challenges.get(0).getNonce(), COUNT, Algorithm.SHA_256).register());
    }

    @Test
    void nobodyCouldAnswerForAckAndCancel() throws Exception {
        assertLetIn(request("ACK", "sip:bob@home.example"));
        assertLetIn(request("CANCEL", "sip:bob@home.example"));
    }

    @Test
    void theRightPasswordLetsInWithBothAlgorithms() throws Exception {
        assertLetIn(answer("alice", "secret").register());
        assertLetIn(new Answer("alice", "secret", challenge().getNonce(), COUNT, Algorithm.MD5).register());
    }

    @Test
    void withoutNamedAlgorithmItIsMd5() throws Exception {
        String header = new Answer("alice", "secret", challenge().getNonce(), COUNT, Algorithm.MD5)
                .header("Authorization", "REGISTER");
        assertLetIn(register(header.replace("algorithm=MD5, ", "")));
    }

    @Test
    void aWrongPasswordOrAnUnknownUserIsAskedAgain() throws Exception {
        assertAskedAgain(false, answer("alice", "Secret").register());
        assertAskedAgain(false, answer("carol", "secret").register());
    }

    @Test
    void aPasswordIsForOneMethodOnly() throws Exception {
        assertAskedAgain(false, register(answer("alice", "secret").header("Authorization", "INVITE")));
    }

    @Test
    void anAnswerCountsOnce() throws Exception {
        Answer answer = answer("alice", "secret");
        assertLetIn(answer.register());
        assertAskedAgain(true, answer.register());
        assertLetIn(answer.counting("00000002").register());
        assertLetIn(answer.counting("0000000a").register());
        assertAskedAgain(true, answer.counting("00000009").register());
    }

    @Test
    void anOldOrForeignChallengeIsReplacedWithoutAskingForThePassword() throws Exception {
        Answer answer = answer("alice", "secret");
        clock.advance(Nonces.LIFE);
        assertAskedAgain(true, answer.register());
        authentication = new DigestAuthentication(users, clock); // another node, or after a restart
        assertAskedAgain(true, answer.register());
        Answer wrong = new Answer("alice", "wrong", answer.nonce(), COUNT, Algorithm.SHA_256);
        assertAskedAgain(false, wrong.register());
    }

    @Test
    void nobodyRegistersForAnother() throws Exception {
        String header = answer("bob", "hidden").header("Authorization", "REGISTER");
        assertEquals(403, refusal(register(header)).getStatusCode());
    }

    @Test
    void anEscapedNameIsTheSameName() throws Exception {
        String header = answer("alice", "secret").header("Authorization", "REGISTER");
        assertLetIn(request("REGISTER", "sip:%61lice@home.example", header));
        String other = answer("bob", "hidden").header("Authorization", "REGISTER");
        assertEquals(
                403,
                refusal(request("REGISTER", "sip:%61lice@home.example", other)).getStatusCode());
    }

    @Test
    void credentialsThatCannotBeReadAreABadRequest() throws Exception {
        String header = answer("alice", "secret").header("Authorization", "REGISTER");
        List<String> bad = List.of(
                header.replace("nc=00000001", "nc=1"),
                header.replace("nc=00000001", "nc=zzzzzzzz"),
                header.replace(", nc=00000001", ""),
                header.replace("cnonce=\"c\", ", ""),
                header.replace("username=\"alice\", ", ""),
                header.replace("qop=auth", "qop=auth-int"),
                header.replace(", qop=auth", ""),
                header.replaceFirst("uri=\"[^\"]*\", ", ""),
                header.replaceFirst(" nonce=\"[^\"]*\",", ""),
                header.replaceFirst("response=\"[^\"]*\", ", ""));
        for (String each : bad) {
            assertEquals(400, refusal(register(each)).getStatusCode(), each);
        }
        assertLetIn(register(header));
    }

    @Test
    void othersCredentialsAreNoneOfOurs() throws Exception {
        String ours = answer("alice", "secret").header("Authorization", "REGISTER");
        String foreign = "Authorization: Digest username=\"alice\", realm=\"office\", nonce=\"1\"\r\n";
        assertAskedAgain(false, register(foreign));
        assertLetIn(register(foreign, ours));
        assertAskedAgain(false, register(ours.replace("Authorization", "Proxy-Authorization")));
    }

    @Test
    void anUnknownSchemeIsAskedAsInRfc4475Section337() throws Exception {
        assertAskedAgain(false, register("Authorization: NoOneKnowsThisScheme opaque-data=here\r\n"));
    }

    @Test
    void noAnswerShowsAPassword() throws Exception {
        String all = refusal(answer("alice", "wrong").register()) + users.toString() + authentication;
        assertTrue(all.contains("realm=\"home\""));
        assertFalse(all.contains(Algorithm.MD5.hash("alice", "home", "secret")));
    }
}
