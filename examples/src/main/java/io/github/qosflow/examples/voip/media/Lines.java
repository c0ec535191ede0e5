package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines that the session and each medium of a description may have. */
final class Lines {
    private static final Pattern CONNECTION = Pattern.compile("(?md)^c=(?:IN +IP[46] +(\\S+))?[^\r\n]*");
    private static final int SHOWN = 80;

    /**
     * Attributes that would lead media past the relay or onto one port. Without ICE's (RFC 8839) the peers take the addresses
     * in c= and m=, which are the relay's; without BUNDLE (RFC 9143) each medium has its own port, as it has at the relay.
     */
    private static final Pattern DETOUR = Pattern.compile(
            "(?md)^a=(candidate:|remote-candidates:|end-of-candidates|ice-|group:BUNDLE|bundle-only)[^\n]*\n");

    private Lines() {}

    /** Names are not looked up, that would block; nor does the relay send to groups. {@return where c= leads, if there is one} */
    static Optional<InetAddress> connection(String text) throws ParseException {
        Matcher line = CONNECTION.matcher(text);
        if (!line.find()) {
            return Optional.empty();
        }
        InetAddress address =
                line.group(1) == null ? null : NetUtil.createInetAddressFromIpAddressString(line.group(1));
        if (address == null || address.isMulticastAddress()) {
            throw unreadable("the address of one host, c=IN IP4 ... or c=IN IP6 ...", line.group());
        }
        return Optional.of(address);
    }

    static String withoutDetours(String text) {
        return DETOUR.matcher(text).replaceAll("");
    }

    static String connected(String text, InetAddress address) {
        return CONNECTION.matcher(text).replaceAll(to(address));
    }

    static String to(InetAddress address) {
        return "c=IN " + (Families.isIpv6(address) ? "IP6 " : "IP4 ") + NetUtil.toAddressString(address);
    }

    /** Shows at most the beginning: it came from the network. */
    static ParseException unreadable(String wanted, String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return new ParseException(
                "expected " + wanted + ", not '" + line.substring(0, Math.min(SHOWN, line.length())) + "'", 0);
    }
}
