package io.github.qosflow.examples.voip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Watches every buffer, and hears what Netty says of those that were not given back. */
public final class Leaks implements AutoCloseable {
    private static final String BAIT = "lost on purpose ";

    private final Logger log = Logger.getLogger(ResourceLeakDetector.class.getName());
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            reports.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Watches from now on. */
    public Leaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        log.addHandler(handler);
        log.setUseParentHandlers(false); // the test says it
    }

    /**
     * Lost buffers are found when the garbage collector has, and reported when the next ones are made. One that is lost on purpose
     * tells when that was.
     */
    private void search() {
        String bait = BAIT + UUID.randomUUID();
        loseOne(bait);
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            System.gc();
            letNettyReport();
            return reports.stream().anyMatch(report -> report.contains(bait));
        });
        letNettyReport(); // those found with it are not necessarily queued before it
        reports.removeIf(report -> report.contains(BAIT)); // other instances' too
    }

    private static void loseOne(String hint) {
        ByteBufAllocator.DEFAULT.heapBuffer(1).touch(hint);
    }

    private static void letNettyReport() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // references are queued by another thread
        ByteBufAllocator.DEFAULT.heapBuffer(1).release();
    }

    List<String> found() {
        search();
        return reports;
    }

    public void assertNone() {
        assertEquals(List.of(), found());
    }

    @Override
    public void close() {
        log.removeHandler(handler);
        log.setUseParentHandlers(true);
        ResourceLeakDetector.setLevel(before);
    }

    /** Watches each test of a class. */
    public static final class Watch implements BeforeEachCallback, AfterEachCallback {
        private Leaks leaks;

        @Override
        public void beforeEach(ExtensionContext context) {
            leaks = new Leaks();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            try (Leaks watching = leaks) {
                watching.assertNone();
            }
        }
    }
}
