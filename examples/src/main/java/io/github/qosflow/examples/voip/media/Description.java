package io.github.qosflow.examples.voip.media;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A session description (RFC 8866) as text. Only lines that say where media goes are touched, all else passes byte for byte. So
 * it is not taken apart with the SIP library's SDP parser, which refuses types of lines that it does not know, prints the stack
 * trace, and writes {@code s= } as {@code s=}.
 *
 * @param session what comes before the first m=
 * @param connection where the session's c= leads, if it has one
 * @param media the m= lines, each with what follows
 */
record Description(String session, Optional<InetAddress> connection, List<MediumSection> media) {
    /** So that one INVITE cannot take all ports. */
    private static final int MAX_MEDIA = 16;

    static Description parse(byte[] bytes) throws ParseException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // keeps each byte
        if (!text.startsWith("v=0")) {
            throw Lines.unreadable("a session description, which begins with v=0", text);
        }
        String[] sections = (text.endsWith("\n") ? text : text + "\r\n").split("(?<=\n)(?=m=)", MAX_MEDIA + 2);
        if (sections.length > MAX_MEDIA + 1) {
            throw new ParseException("expected at most " + MAX_MEDIA + " media, not more", 0);
        }
        List<MediumSection> media = new ArrayList<>();
        for (int i = 1; i < sections.length; i++) {
            media.add(MediumSection.of(sections[i]));
        }
        boolean relayed = media.stream().anyMatch(MediumSection::relayed);
        return new Description(
                sections[0], relayed ? Lines.connection(sections[0]) : Optional.empty(), List.copyOf(media));
    }

    /** {@return where the author wants each medium, by number; none for what has ended and what is not relayed} */
    Map<Integer, MediumSection.Place> places() throws ParseException {
        Map<Integer, MediumSection.Place> places = new TreeMap<>();
        for (int i = 0; i < media.size(); i++) {
            MediumSection medium = media.get(i);
            if (medium.isWanted()) {
                places.put(i, medium.place(host(medium)));
            }
        }
        return places;
    }

    private InetAddress host(MediumSection medium) throws ParseException {
        return medium.connection()
                .or(this::connection)
                .orElseThrow(() -> Lines.unreadable("a c= line for each medium", medium.text()));
    }

    /**
     * The same with the relay in place of the author.
     *
     * @param told the relay's address
     * @param ports for RTP, by number of the medium; what has none passes unchanged
     */
    byte[] toward(InetAddress told, Map<Integer, Integer> ports) {
        boolean shared = media.stream().anyMatch(MediumSection::needsSession);
        String general = Lines.withoutDetours(session);
        StringBuilder text = new StringBuilder(shared ? general : Lines.connected(general, kept(connection, told)));
        for (int i = 0; i < media.size(); i++) {
            MediumSection medium = media.get(i);
            Integer port = ports.get(i);
            InetAddress address = kept(medium.connection().or(this::connection), told);
            text.append(port == null ? medium.text() : medium.toward(address, port, shared));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Who wants nothing sent ({@code 0.0.0.0}, an old way to hold) says so to its peer too. */
    private static InetAddress kept(Optional<InetAddress> author, InetAddress told) {
        return author.filter(InetAddress::isAnyLocalAddress).isPresent() ? Families.nobody(told) : told;
    }
}
