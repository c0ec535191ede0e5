package io.github.qosflow.examples.bottleneck;

import java.util.Locale;

/**
 * What one run measures, written {@code router:ef:udp}.
 *
 * @param place where it is full
 * @param mark of the voice
 * @param bulk beside it
 */
record Scenario(Place place, Mark mark, Bulk bulk) {
    static Scenario parse(String text) {
        String[] parts = text.toUpperCase(Locale.ROOT).split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not place:mark:bulk: " + text);
        }
        return new Scenario(Place.valueOf(parts[0]), Mark.valueOf(parts[1]), Bulk.valueOf(parts[2]));
    }

    @Override
    public String toString() {
        return (place + ":" + mark + ":" + bulk).toLowerCase(Locale.ROOT);
    }
}
