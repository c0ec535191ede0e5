package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A medium in a session description.
 *
 * @param text its m= line and what follows
 * @param medium {@code audio}, {@code video} or another one
 * @param port 0: rejected or ended
 * @param relayed whether it is RTP over UDP, encrypted or not
 * @param connection where its own c= leads, if it is relayed and has one
 */
record MediumSection(String text, String medium, int port, boolean relayed, Optional<InetAddress> connection) {
    private static final Pattern MEDIUM = Pattern.compile("(?s)(m=(\\S+) +)(\\d{1,5})(?:/\\d+)?( +(\\S+).*)");
    private static final Pattern RTP = Pattern.compile("(UDP/TLS/)?RTP/S?AVPF?");
    private static final Pattern RTCP = Pattern.compile("(?md)^a=rtcp:(\\d{0,5})(?: +IN +IP[46] +(\\S+))?[^\r\n]*");
    private static final Pattern RTPMAP = Pattern.compile("(?md)^a=rtpmap:(\\d{1,3}) ++[^/\\s]++/([1-9]\\d{0,8})\\b");
    /** c= comes after m= and i= (RFC 8866 section 9). */
    private static final Pattern HEAD = Pattern.compile("m=[^\n]*\n(?:i=[^\n]*\n)?");

    private static final int LAST_PORT = 65_535;

    /**
     * Where the author wants a medium, and how it is timed.
     *
     * @param medium {@code audio}, {@code video} or another one
     * @param rtp null for nowhere
     * @param rtcp null for nowhere
     * @param clockRates of what it wants to get
     */
    record Place(
            String medium,
            @Nullable InetSocketAddress rtp,
            @Nullable InetSocketAddress rtcp,
            ClockRates clockRates) {}

    static MediumSection of(String text) throws ParseException {
        Matcher line = MEDIUM.matcher(text);
        int port = line.matches() ? Integer.parseInt(line.group(3)) : -1;
        if (port < 0 || port > LAST_PORT) {
            throw Lines.unreadable("m=MEDIUM PORT PROTOCOL FORMATS", text);
        }
        boolean relayed = RTP.matcher(line.group(5)).matches();
        return new MediumSection(
                text, line.group(2), port, relayed, relayed ? Lines.connection(text) : Optional.empty());
    }

    /** Whether the relay has a part in it. */
    boolean isWanted() {
        return relayed && port != 0;
    }

    /** Whether it is somebody else's, at the address of the session. */
    boolean needsSession() {
        return !relayed && port != 0 && !text.contains("\nc=");
    }

    Place place(InetAddress host) {
        Matcher rtcp = RTCP.matcher(text);
        Map<Integer, Integer> rates = new HashMap<>();
        RTPMAP.matcher(text)
                .results()
                .forEach(map -> rates.put(Integer.valueOf(map.group(1)), Integer.valueOf(map.group(2))));
        return new Place(
                medium,
                somewhere(host, port),
                rtcp.find() && !rtcp.group(1).isEmpty() ? control(rtcp, host) : somewhere(host, port + 1),
                new ClockRates(rates));
    }

    /** RFC 3605; an address that is no literal is taken to be that of RTP. */
    private static @Nullable InetSocketAddress control(Matcher rtcp, InetAddress host) {
        InetAddress own = rtcp.group(2) == null ? null : NetUtil.createInetAddressFromIpAddressString(rtcp.group(2));
        return somewhere(own == null ? host : own, Integer.parseInt(rtcp.group(1)));
    }

    private static @Nullable InetSocketAddress somewhere(InetAddress host, int port) {
        return host.isAnyLocalAddress() || port > LAST_PORT ? null : new InetSocketAddress(host, port);
    }

    /**
     * The same with the relay's address and port. A number of ports (RFC 8866 section 5.14) is taken off: the relay has one pair
     * for a medium. RTCP on RTP's own port stays there ({@code a=rtcp-mux}, RFC 5761): what came to a socket leaves by its like.
     */
    String toward(InetAddress told, int relayPort, boolean alone) {
        String moved = MEDIUM.matcher(Lines.withoutDetours(text)).replaceFirst("$1" + relayPort + "$4");
        moved = RTCP.matcher(moved)
                .replaceAll(
                        line -> "a=rtcp:" + (line.group(1).equals(Integer.toString(port)) ? relayPort : relayPort + 1));
        return alone && connection.isEmpty()
                ? HEAD.matcher(moved).replaceFirst("$0" + Lines.to(told) + "\r\n")
                : Lines.connected(moved, told);
    }
}
