package io.github.qosflow.examples.voip.media;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866) as lines. Only those that say where media goes are touched, all else passes byte for byte.
 * So it is not taken apart with the SIP library's SDP parser, which refuses types of lines that it does not know, prints the stack
 * trace, and writes {@code s= } as {@code s=}.
 *
 * @param session the lines before the first m=, with their ends
 * @param connection the session's c=, if it has one
 * @param media the m= lines, each with what follows
 */
record Description(List<String> session, Optional<InetAddress> connection, List<MediumSection> media) {
    /** So that one INVITE cannot take all ports. */
    private static final int MAX_MEDIA = 16;

    static Description parse(byte[] bytes) throws ParseException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // keeps each byte
        if (!text.startsWith("v=0")) {
            throw Lines.unreadable("a session description, which begins with v=0", text);
        }
        List<List<String>> sections = sections(text.endsWith("\n") ? text : text + "\r\n");
        if (sections.size() > MAX_MEDIA + 1) {
            throw new ParseException("more than " + MAX_MEDIA + " media: " + (sections.size() - 1), 0);
        }
        List<MediumSection> media = new ArrayList<>();
        for (List<String> lines : sections.subList(1, sections.size())) {
            media.add(MediumSection.of(lines));
        }
        Optional<InetAddress> connection =
                media.stream().anyMatch(MediumSection::relayed) ? Lines.connection(sections.get(0)) : Optional.empty();
        return new Description(sections.get(0), connection, List.copyOf(media));
    }

    private static List<List<String>> sections(String text) {
        List<List<String>> sections = new ArrayList<>();
        sections.add(new ArrayList<>());
        for (String line : text.split("(?<=\n)", -1)) {
            if (line.startsWith("m=")) {
                sections.add(new ArrayList<>());
            }
            sections.get(sections.size() - 1).add(line);
        }
        return sections;
    }

    /** {@return where the author wants each medium; none for what has ended and what is not relayed} */
    List<Optional<MediumSection.Place>> places() throws ParseException {
        List<Optional<MediumSection.Place>> places = new ArrayList<>();
        for (MediumSection medium : media) {
            places.add(medium.isWanted() ? Optional.of(medium.place(host(medium))) : Optional.empty());
        }
        return places;
    }

    private InetAddress host(MediumSection medium) throws ParseException {
        return medium.connection()
                .or(this::connection)
                .orElseThrow(() -> Lines.unreadable("a c= line", medium.lines().get(0)));
    }

    /**
     * The same with the relay in place of the author.
     *
     * @param told the relay's address
     * @param ports for RTP, by medium; 0 where it passes unchanged
     */
    byte[] toward(InetAddress told, List<Integer> ports) {
        boolean shared = media.stream()
                .anyMatch(medium -> !medium.relayed()
                        && medium.port() != 0
                        && !medium.lines().stream().anyMatch(line -> line.startsWith("c=")));
        StringBuilder text = new StringBuilder();
        for (String line : session) {
            if (line.startsWith("c=") && !shared) {
                text.append(Lines.connectionTo(kept(connection, told)));
            } else if (!Lines.isDetour(line)) {
                text.append(line);
            }
        }
        for (int i = 0; i < media.size(); i++) {
            MediumSection medium = media.get(i);
            InetAddress address = kept(medium.connection().or(this::connection), told);
            boolean inherits = medium.connection().isEmpty();
            text.append(
                    ports.get(i) == 0
                            ? String.join("", medium.lines())
                            : medium.toward(address, ports.get(i), shared && inherits));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Who wants nothing sent ({@code 0.0.0.0}, an old way to hold) says so to its peer too. */
    private static InetAddress kept(Optional<InetAddress> author, InetAddress told) {
        return author.filter(InetAddress::isAnyLocalAddress).isPresent() ? Families.nobody(told) : told;
    }
}
