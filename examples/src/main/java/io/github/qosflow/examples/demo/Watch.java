package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.Marking;
import io.github.qosflow.QosFlow;
import io.github.qosflow.examples.observe.ObservedSocket;
import java.io.IOException;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Watches one end of a connection send, and makes the row of it. */
final class Watch {
    private final Traffic traffic;
    private final Family family;
    private final String end;
    private final Witness witness;
    private final NavigableSet<Dscp> seen = new TreeSet<>(Comparator.comparingInt(Dscp::value));

    Watch(Traffic traffic, Family family, String end) {
        this.traffic = traffic;
        this.family = family;
        this.end = end;
        this.witness = Witness.of(traffic, family);
    }

    Row row(Endpoint sender, Endpoint receiver) throws InterruptedException {
        Optional<Marking> marking = Optional.empty();
        try {
            QosFlow flow = sender.flow();
            marking = Optional.of(flow.marking());
            send(sender, receiver);
            return row(Optional.of(flow.marking()), Optional.empty());
        } catch (IOException e) {
            return row(marking, Optional.of(e));
        }
    }

    Row row(Optional<Marking> marking, Optional<? extends Throwable> trouble) {
        return new Row(
                traffic + ", " + family + ", " + end,
                traffic.spec().trafficType(),
                marking,
                witness.place().map(place -> new Row.Sighting(seen, place)),
                trouble.map(Patience::text));
    }

    private void send(Endpoint sender, Endpoint receiver) throws IOException, InterruptedException {
        requireFamily(sender);
        for (int number = 1; number <= Tour.MESSAGES; number++) {
            witness.send(sender, receiver, traffic.message(end, number)).ifPresent(seen::add);
        }
    }

    /** So that a row about a dual-stack socket is about one: a JDK told to prefer IPv4 has none. */
    private void requireFamily(Endpoint sender) throws IOException, InterruptedException {
        if (witness.place().isPresent() && new ObservedSocket(sender.descriptor()).isIpv6() != family.ipv6Socket()) {
            throw new IOException("this is not the kind of socket the row is about");
        }
    }
}
