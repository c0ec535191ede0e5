package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of a session description, each with the end it came with. */
final class Lines {
    private static final Pattern CONNECTION = Pattern.compile("c=IN\\s+IP[46]\\s+(\\S+)\\s*");
    private static final int SHOWN = 80;

    /**
     * Attributes that would lead media past the relay or onto one port. Without ICE's (RFC 8839) the peers take the addresses
     * in c= and m=, which are the relay's; without BUNDLE (RFC 9143) each medium has its own port, as it has at the relay.
     */
    private static final Pattern DETOUR = Pattern.compile(
            "a=(candidate:|remote-candidates:|end-of-candidates|ice-|group:BUNDLE|bundle-only).*", Pattern.DOTALL);

    private Lines() {}

    /** {@return the address of the first c= line, if there is one} */
    static Optional<InetAddress> connection(List<String> lines) throws ParseException {
        for (String line : lines) {
            if (line.startsWith("c=")) {
                return Optional.of(address(line));
            }
        }
        return Optional.empty();
    }

    /** Names are not looked up, that would block; nor does the relay send to groups. */
    private static InetAddress address(String line) throws ParseException {
        Matcher connection = CONNECTION.matcher(line);
        InetAddress address =
                connection.matches() ? NetUtil.createInetAddressFromIpAddressString(connection.group(1)) : null;
        if (address == null || address.isMulticastAddress()) {
            throw unreadable("the address of one host, c=IN IP4 ... or c=IN IP6 ...", line);
        }
        return address;
    }

    static boolean isDetour(String line) {
        return DETOUR.matcher(line).matches();
    }

    static String connectionTo(InetAddress address) {
        return "c=IN " + (Families.isIpv6(address) ? "IP6 " : "IP4 ") + NetUtil.toAddressString(address) + "\r\n";
    }

    /** Shows at most the beginning: it came from the network. */
    static ParseException unreadable(String wanted, String line) {
        String shown = line.strip().replaceAll("\\p{Cntrl}", "?");
        return new ParseException(
                "expected " + wanted + ", not '" + shown.substring(0, Math.min(SHOWN, shown.length())) + "'", 0);
    }
}
