package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A medium in a session description: its m= line and what follows.
 *
 * @param lines with their ends
 * @param medium {@code audio}, {@code video} or another one
 * @param port 0: rejected or ended
 * @param relayed whether it is RTP over UDP, encrypted or not
 * @param connection its own c=, if it has one
 */
record MediumSection(List<String> lines, String medium, int port, boolean relayed, Optional<InetAddress> connection) {
    /** A number of ports (RFC 8866 section 5.14) is taken off: the relay has one pair for a medium. */
    private static final Pattern MEDIUM =
            Pattern.compile("m=(\\S+) +(\\d{1,5}(?:/\\d+)?) +(\\S+)(?: .*)?", Pattern.DOTALL);

    private static final Pattern RTP = Pattern.compile("(UDP/TLS/)?RTP/S?AVPF?");
    private static final Pattern RTCP = Pattern.compile("a=rtcp:(\\d{1,5})(?: +IN +IP[46] +(\\S+))?\\s*");
    private static final Pattern RTPMAP =
            Pattern.compile("a=rtpmap:(\\d{1,3}) +[^/]+/([1-9]\\d{0,8})\\b.*", Pattern.DOTALL);
    private static final int LAST_PORT = 65_535;

    static MediumSection of(List<String> lines) throws ParseException {
        String line = lines.get(0);
        Matcher medium = MEDIUM.matcher(line.strip());
        if (!medium.matches()) {
            throw Lines.unreadable("m=MEDIUM PORT PROTOCOL FORMATS", line);
        }
        int port = Integer.parseInt(medium.group(2).replaceFirst("/.*", ""));
        if (port > LAST_PORT) {
            throw Lines.unreadable("a port up to 65535", line);
        }
        boolean relayed = RTP.matcher(medium.group(3)).matches();
        return new MediumSection(
                lines, medium.group(1), port, relayed, relayed ? Lines.connection(lines) : Optional.empty());
    }

    /** Whether the relay has a part in it. */
    boolean isWanted() {
        return relayed && port != 0;
    }

    /**
     * Where the author wants its media, and how it is timed.
     *
     * @param rtp null for nowhere
     * @param rtcp null for nowhere
     * @param clockRates of what it wants to get
     */
    record Place(@Nullable InetSocketAddress rtp, @Nullable InetSocketAddress rtcp, ClockRates clockRates) {}

    Place place(InetAddress host) {
        InetSocketAddress control = new InetSocketAddress(host, Math.min(port + 1, LAST_PORT));
        Map<Integer, Integer> rates = new HashMap<>();
        for (String line : lines) {
            Matcher rtcp = RTCP.matcher(line);
            Matcher map = RTPMAP.matcher(line);
            if (rtcp.matches()) {
                control = control(rtcp, host);
            } else if (map.matches()) {
                rates.put(Integer.valueOf(map.group(1)), Integer.valueOf(map.group(2)));
            }
        }
        return new Place(somewhere(new InetSocketAddress(host, port)), somewhere(control), new ClockRates(rates));
    }

    /** RFC 3605; an address that is no literal is taken to be that of RTP. */
    private static InetSocketAddress control(Matcher rtcp, InetAddress host) {
        InetAddress own = rtcp.group(2) == null ? null : NetUtil.createInetAddressFromIpAddressString(rtcp.group(2));
        return new InetSocketAddress(own == null ? host : own, Math.min(Integer.parseInt(rtcp.group(1)), LAST_PORT));
    }

    private static @Nullable InetSocketAddress somewhere(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? null : address;
    }

    /** The same with the relay's port, and its address where this section has one or must get one. */
    String toward(InetAddress told, int relayPort, boolean needsConnection) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith("m=")) {
                text.append(line.replaceFirst(" +\\d+(/\\d+)?", " " + relayPort));
            } else if (line.startsWith("a=rtcp:")) {
                text.append("a=rtcp:").append(controlPort(line, relayPort)).append("\r\n");
            } else if (line.startsWith("c=")) {
                text.append(Lines.connectionTo(told));
            } else if (!Lines.isDetour(line)) {
                text.append(line);
            }
            if (needsConnection && connectionBelongsAfter(line)) {
                text.append(Lines.connectionTo(told));
            }
        }
        return text.toString();
    }

    /** RTCP on RTP's own port stays there ({@code a=rtcp-mux}, RFC 5761): what came to one socket leaves by its like. */
    private int controlPort(String line, int relayPort) {
        return line.matches("a=rtcp:" + port + "\\b(?s).*") ? relayPort : relayPort + 1;
    }

    /** c= comes after m= and i= (RFC 8866 section 9). */
    private boolean connectionBelongsAfter(String line) {
        boolean titled = lines.size() > 1 && lines.get(1).startsWith("i=");
        return line.equals(lines.get(titled ? 1 : 0));
    }
}
