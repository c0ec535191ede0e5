package io.github.qosflow.examples.voip.location;

import static java.nio.charset.StandardCharsets.UTF_8;

import gov.nist.javax.sip.header.AuthenticationHeader;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.github.qosflow.examples.voip.sip.Replies;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.WWWAuthenticateHeader;
import org.jspecify.annotations.Nullable;

/**
 * Asks who sends requests: digest authentication (RFC 3261 section 22) with SHA-256 (RFC 8760) and MD5, whichever the file of users has.
 * The library's own knows neither SHA-256 nor REGISTER, and takes no count.
 *
 * <p>A challenge holds for five minutes and for any number of requests, each with a higher count; nothing is kept of it until it came
 * back with the right password. Only the server that made it can tell that: what comes with another server's challenge, or after a
 * restart, is asked again with {@code stale=true}, which phones answer by themselves. For one event loop.
 */
public final class DigestAuthentication {
    private static final int NONCES = 65_536;
    private static final Set<String> NEVER_ASKED = Set.of("ACK", "CANCEL"); // section 22.1: nobody would answer
    private static final Set<String> NEEDED = Set.of(
            AuthenticationHeader.USERNAME,
            AuthenticationHeader.NONCE,
            AuthenticationHeader.URI,
            AuthenticationHeader.CNONCE,
            AuthenticationHeader.NC,
            AuthenticationHeader.RESPONSE);
    private static final Pattern COUNT = Pattern.compile("\\p{XDigit}{8}");

    private final Users users;
    private final Nonces nonces;
    private final String nobody;

    /**
     * Lets in the users of a file.
     *
     * @param users who, and in which realm
     * @param clock tells how old a challenge is
     */
    public DigestAuthentication(Users users, Clock clock) {
        this(users, new Nonces(clock, NONCES));
    }

    DigestAuthentication(Users users, Nonces nonces) {
        this.users = users;
        this.nonces = nonces;
        this.nobody = nonces.next();
    }

    /**
     * Who sent it, and may they?
     *
     * @param request that came in
     * @return empty: go on; else what to answer: 401 or 407 with a challenge, 403 to who registers somebody else, 400 to credentials
     *     that cannot be read
     */
    public Optional<SIPResponse> refuse(SIPRequest request) {
        if (NEVER_ASKED.contains(request.getMethod())) {
            return Optional.empty();
        }
        AuthenticationHeader given = credentials(request);
        Algorithm algorithm = given == null ? null : algorithm(given);
        if (given == null || algorithm == null) {
            return challenge(request, false);
        }
        if (!readable(given)) {
            return Optional.of(Replies.to(request, 400, "Credentials that cannot be read"));
        }
        if (!knowsPassword(given, request.getMethod(), algorithm)) {
            return challenge(request, false);
        }
        if (!nonces.take(given.getNonce(), Long.parseLong(given.getParameter(AuthenticationHeader.NC), 16))) {
            return challenge(request, true);
        }
        boolean foreign = isForRegistrar(request)
                && !given.getUsername()
                        .equals(AddressOfRecord.of(request.getTo().getAddress().getURI()));
        return foreign ? Optional.of(Replies.to(request, 403)) : Optional.empty();
    }

    private static boolean isForRegistrar(SIPRequest request) {
        return request.getMethod().equals("REGISTER");
    }

    /** Those for this realm; of schemes that nobody knows there are none (RFC 4475 section 3.3.7). */
    private @Nullable AuthenticationHeader credentials(SIPRequest request) {
        String name = isForRegistrar(request) ? AuthorizationHeader.NAME : ProxyAuthorizationHeader.NAME;
        for (Iterator<?> all = request.getHeaders(name); all.hasNext(); ) {
            if (all.next() instanceof AuthenticationHeader one
                    && "Digest".equalsIgnoreCase(one.getScheme())
                    && users.realm().equals(one.getRealm())) {
                return one;
            }
        }
        return null;
    }

    private @Nullable Algorithm algorithm(AuthenticationHeader given) {
        String name = given.getAlgorithm();
        return Algorithm.named(name == null ? "MD5" : name)
                .filter(users.algorithms()::contains)
                .orElse(null);
    }

    /** With a count, which who got our challenge has to send (RFC 3261 section 22.4). */
    private static boolean readable(AuthenticationHeader given) {
        return NEEDED.stream().noneMatch(name -> given.getParameter(name) == null)
                && "auth".equals(given.getQop())
                && COUNT.matcher(given.getParameter(AuthenticationHeader.NC)).matches();
    }

    /** Whoever nobody knows takes as long as others. */
    private boolean knowsPassword(AuthenticationHeader given, String method, Algorithm algorithm) {
        String right = algorithm.response(
                users.hash(given.getUsername(), algorithm).orElse(nobody),
                given.getNonce(),
                given.getParameter(AuthenticationHeader.NC),
                given.getCNonce(),
                method,
                given.getParameter(AuthenticationHeader.URI));
        return MessageDigest.isEqual(
                right.getBytes(UTF_8),
                given.getResponse().toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }

    private Optional<SIPResponse> challenge(SIPRequest request, boolean stale) {
        SIPResponse answer = Replies.to(request, isForRegistrar(request) ? 401 : 407);
        String nonce = nonces.next();
        for (Algorithm algorithm : users.algorithms()) {
            answer.addHeader(String.format(
                    "%s: Digest realm=\"%s\", nonce=\"%s\", qop=\"auth\", algorithm=%s%s",
                    isForRegistrar(request) ? WWWAuthenticateHeader.NAME : ProxyAuthenticateHeader.NAME,
                    users.realm(),
                    nonce,
                    algorithm,
                    stale ? ", stale=true" : ""));
        }
        return Optional.of(answer);
    }
}
