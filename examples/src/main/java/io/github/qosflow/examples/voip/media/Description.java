package io.github.qosflow.examples.voip.media;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A session description (RFC 8866) as text. Only lines that say where media goes are touched, all else passes byte for byte. So
 * it is not taken apart with the SIP library's SDP parser, which refuses types of lines that it does not know, prints the stack
 * trace, and writes {@code s= } as {@code s=}.
 *
 * @param session what comes before the first m=
 * @param media the m= lines, each with what follows
 */
record Description(String session, List<Medium> media) {
    /** So that one INVITE cannot take all ports. */
    private static final int MAX_MEDIA = 16;

    private static final int SHOWN = 80;

    /**
     * Attributes that would lead media past the relay or onto one port. Without ICE's (RFC 8839) the peers take the addresses
     * in c= and m=, which are the relay's; without BUNDLE (RFC 9143) each medium has its own port, as it has at the relay.
     */
    private static final Pattern DETOUR = Pattern.compile(
            "(?md)^a=(candidate:|remote-candidates:|end-of-candidates|ice-|group:BUNDLE|bundle-only)[^\n]*\n");

    static Description parse(byte[] bytes) throws ParseException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // keeps each byte
        if (!text.startsWith("v=0")) {
            throw unreadable("a session description, which begins with v=0", text);
        }
        String[] sections = (text.endsWith("\n") ? text : text + "\r\n").split("(?<=\n)(?=m=)", MAX_MEDIA + 2);
        if (sections.length > MAX_MEDIA + 1) {
            throw new ParseException("expected at most " + MAX_MEDIA + " media, not more", 0);
        }
        List<Medium> media = new ArrayList<>();
        for (int i = 1; i < sections.length; i++) {
            media.add(Medium.parse(sections[i], sections[0]));
        }
        return new Description(sections[0], List.copyOf(media));
    }

    /** {@return the media that are relayed, by number} */
    Map<Integer, Medium> relayed() {
        Map<Integer, Medium> relayed = new TreeMap<>();
        for (int i = 0; i < media.size(); i++) {
            if (media.get(i).host() != null) {
                relayed.put(i, media.get(i));
            }
        }
        return relayed;
    }

    /**
     * The same with the relay in place of the author.
     *
     * @param told the relay's address
     * @param ports for RTP, by number of the medium; what has none passes unchanged
     */
    byte[] toward(InetAddress told, Map<Integer, Integer> ports) {
        boolean shared = media.stream().anyMatch(Medium::needsSession);
        String general = withoutDetours(session);
        StringBuilder text = new StringBuilder(shared ? general : Medium.connected(general, told));
        for (int i = 0; i < media.size(); i++) {
            Medium medium = media.get(i);
            Integer port = ports.get(i);
            text.append(port == null ? medium.text() : medium.toward(told, port, shared));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String withoutDetours(String text) {
        return DETOUR.matcher(text).replaceAll("");
    }

    /** Shows at most the beginning: it came from the network. */
    static ParseException unreadable(String wanted, String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return new ParseException(
                "expected " + wanted + ", not '" + line.substring(0, Math.min(SHOWN, line.length())) + "'", 0);
    }
}
