package io.github.qosflow.examples.voip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that lost a buffer: Netty follows each one, and reports those that the garbage collector found unreleased. */
public final class Leaks implements BeforeEachCallback, AfterEachCallback {
    private static final Logger DETECTOR = Logger.getLogger(ResourceLeakDetector.class.getName());

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord event) {
            reports.add(event.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @Override
    public void beforeEach(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        DETECTOR.addHandler(listener);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            System.gc();
            Thread.sleep(50);
            ByteBufAllocator.DEFAULT.directBuffer(16).release(); // reports come with the next buffer
            ByteBufAllocator.DEFAULT.heapBuffer(16).release();
        }
        DETECTOR.removeHandler(listener);
        ResourceLeakDetector.setLevel(before);
        assertEquals(List.of(), reports);
    }
}
