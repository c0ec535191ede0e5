package io.github.qosflow.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A recording of Flight Recorder, of the library's events only. */
public final class Flight implements AutoCloseable {
    private static final String PREFIX = "io.github.qosflow.";

    private final Recording recording = new Recording();

    private Flight() {}

    /** {@return a recording that runs, of these events, by their short names} */
    public static Flight of(String... names) {
        Flight flight = new Flight();
        for (String name : names) {
            flight.recording.enable(PREFIX + name);
        }
        flight.recording.start();
        return flight;
    }

    /** {@return a recording that runs, of all events of the JVM but these} */
    public static Flight without(String... names) {
        Flight flight = new Flight();
        for (String name : names) {
            flight.recording.disable(PREFIX + name);
        }
        flight.recording.start();
        return flight;
    }

    /** {@return the library's events so far, the oldest first; the recording has stopped} */
    public List<RecordedEvent> land() throws IOException {
        Path file = Files.createTempFile("flight", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
