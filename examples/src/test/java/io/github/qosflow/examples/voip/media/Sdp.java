package io.github.qosflow.examples.voip.media;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Session descriptions for tests: written with {@code |} for the end of a line. */
final class Sdp {
    private static final Pattern PORT = Pattern.compile("m=\\S+ (\\d+)");
    private static final Pattern HOST = Pattern.compile("c=IN IP[46] ([^|]+)");

    private Sdp() {}

    static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "|");
    }

    /** Audio, and what else is given as {@code video 5006}. */
    static byte[] of(InetAddress host, int port, String... more) {
        String family = host.getAddress().length == 4 ? "IP4 " : "IP6 ";
        StringBuilder text = new StringBuilder("v=0|o=- 1 1 IN " + family + host.getHostAddress() + "|s=-|c=IN "
                + family + host.getHostAddress() + "|t=0 0|m=audio " + port + " RTP/AVP 0|");
        for (String medium : more) {
            text.append("m=").append(medium).append(" RTP/AVP 96|");
        }
        return bytes(text.toString());
    }

    /** Where the reader of a description sends RTP. */
    static List<InetSocketAddress> places(byte[] description) {
        Matcher host = HOST.matcher(text(description));
        if (!host.find()) {
            throw new AssertionError("no c=: " + text(description));
        }
        List<InetSocketAddress> places = new ArrayList<>();
        Matcher port = PORT.matcher(text(description));
        while (port.find()) {
            places.add(new InetSocketAddress(host.group(1), Integer.parseInt(port.group(1))));
        }
        return places;
    }

    static InetSocketAddress next(InetSocketAddress rtp) {
        return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
    }
}
