package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A medium in a session description.
 *
 * @param text its m= line and what follows
 * @param name {@code audio}, {@code video} or another one
 * @param port 0: rejected or ended
 * @param host where its author is; null if it is not relayed: there is no RTP over UDP, encrypted or not
 * @param held whether it is on hold, or goes one way only by intention: silence is no sign that its author is gone
 */
record Medium(String text, String name, int port, @Nullable InetAddress host, boolean held) {
    private static final Pattern MEDIUM = Pattern.compile("(?s)(m=(\\S+) +)(\\d{1,5})(?:/\\d+)?( +(\\S+).*)");
    private static final Pattern RTP = Pattern.compile("(UDP/TLS/)?RTP/S?AVPF?");
    private static final Pattern CONNECTION = Pattern.compile("(?md)^c=(?:IN +IP[46] +(\\S+))?[^\r\n]*");
    private static final Pattern RTCP = Pattern.compile("(?md)^a=rtcp:(\\d{0,5})(?: +IN +IP[46] +(\\S+))?[^\r\n]*");
    private static final Pattern RTPMAP = Pattern.compile("(?md)^a=rtpmap:(\\d{1,3}) ++[^/\\s]++/([1-9]\\d{0,8})\\b");
    private static final Pattern DIRECTION = Pattern.compile("(?md)^a=(sendrecv|sendonly|recvonly|inactive) *\r?$");
    /** c= comes after m= and i= (RFC 8866 section 9). */
    private static final Pattern HEAD = Pattern.compile("m=[^\n]*\n(?:i=[^\n]*\n)?");

    private static final int LAST_PORT = 65_535;

    static Medium parse(String text, String session) throws ParseException {
        Matcher line = MEDIUM.matcher(text);
        int port = line.matches() ? Integer.parseInt(line.group(3)) : -1;
        if (port < 0 || port > LAST_PORT) {
            throw Description.unreadable("m=MEDIUM PORT PROTOCOL FORMATS", text);
        }
        boolean relayed = port != 0 && RTP.matcher(line.group(5)).matches();
        InetAddress host = relayed ? host(text, session) : null;
        boolean held = isOneWay(text, session) || (host != null && host.isAnyLocalAddress());
        return new Medium(text, line.group(2), port, host, held);
    }

    /** RFC 8866 section 6.7; hold is written so (RFC 3264 section 8.4). */
    private static boolean isOneWay(String text, String session) {
        Matcher line = DIRECTION.matcher(text);
        return (line.find() || line.reset(session).find()) && !line.group(1).equals("sendrecv");
    }

    /** Names are not looked up, that would block; nor does the relay send to groups. */
    private static InetAddress host(String text, String session) throws ParseException {
        Matcher line = CONNECTION.matcher(text);
        if (!line.find() && !line.reset(session).find()) {
            throw Description.unreadable("a c= line for each medium", text);
        }
        InetAddress host = address(line.group(1));
        if (host == null || host.isMulticastAddress()) {
            throw Description.unreadable("the address of one host, c=IN IP4 ... or c=IN IP6 ...", line.group());
        }
        return host;
    }

    private static @Nullable InetAddress address(@Nullable String literal) {
        return literal == null ? null : NetUtil.createInetAddressFromIpAddressString(literal);
    }

    /** Whether it is somebody else's, at the address of the session. */
    boolean needsSession() {
        return host == null && port != 0 && !text.contains("\nc=");
    }

    /** {@return where the author wants RTP, or null for nowhere} */
    @Nullable
    InetSocketAddress rtp() {
        return at(host, port);
    }

    /** {@return where the author wants RTCP (RFC 3605), or null for nowhere} An address that is no literal is taken to be RTP's. */
    @Nullable
    InetSocketAddress rtcp() {
        Matcher line = RTCP.matcher(text);
        if (!line.find() || line.group(1).isEmpty()) {
            return at(host, port + 1);
        }
        InetAddress own = address(line.group(2));
        return at(own == null ? host : own, Integer.parseInt(line.group(1)));
    }

    private static @Nullable InetSocketAddress at(@Nullable InetAddress host, int port) {
        return host == null || host.isAnyLocalAddress() || port > LAST_PORT ? null : new InetSocketAddress(host, port);
    }

    /** {@return units of RTP's time in a second, by payload type, as far as the author says it} */
    Map<Integer, Integer> clockRates() {
        Map<Integer, Integer> rates = new HashMap<>();
        RTPMAP.matcher(text)
                .results()
                .forEach(map -> rates.put(Integer.valueOf(map.group(1)), Integer.valueOf(map.group(2))));
        return rates;
    }

    /**
     * The same with the relay's address and port. A number of ports (RFC 8866 section 5.14) is taken off: the relay has one pair
     * for a medium. RTCP on RTP's own port stays there ({@code a=rtcp-mux}, RFC 5761): what came to a socket leaves by its like.
     */
    String toward(InetAddress told, int relayPort, boolean alone) {
        String moved = MEDIUM.matcher(Description.withoutDetours(text)).replaceFirst("$1" + relayPort + "$4");
        moved = RTCP.matcher(moved)
                .replaceAll(
                        line -> "a=rtcp:" + (line.group(1).equals(Integer.toString(port)) ? relayPort : relayPort + 1));
        return alone && !moved.contains("\nc=")
                ? HEAD.matcher(moved).replaceFirst("$0" + connection(host, told) + "\r\n")
                : connected(moved, told);
    }

    static String connected(String text, InetAddress told) {
        return CONNECTION.matcher(text).replaceAll(line -> connection(address(line.group(1)), told));
    }

    /** Who wants nothing sent ({@code 0.0.0.0}, an old way to hold) says so to its peer too. */
    private static String connection(@Nullable InetAddress author, InetAddress told) {
        InetAddress shown = author != null && author.isAnyLocalAddress() ? Families.nobody(told) : told;
        return "c=IN " + (Families.isIpv6(shown) ? "IP6 " : "IP4 ") + NetUtil.toAddressString(shown);
    }
}
