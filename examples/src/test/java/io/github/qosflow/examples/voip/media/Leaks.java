package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Buffers that were forgotten: Netty tells of them in its log, once they are garbage and another one is made. */
final class Leaks extends Handler implements AutoCloseable {
    private final Logger log = Logger.getLogger(ResourceLeakDetector.class.getName());
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final List<String> reports = new CopyOnWriteArrayList<>();

    Leaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        log.addHandler(this);
        log.setUseParentHandlers(false);
    }

    List<String> reports() {
        for (int i = 0; i < 5 && reports.isEmpty(); i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // references are queued by another thread
            ByteBufAllocator.DEFAULT.ioBuffer(1).release();
        }
        return List.copyOf(reports);
    }

    void assertNone() {
        assertEquals(List.of(), reports());
    }

    @Override
    public void publish(LogRecord report) {
        reports.add(report.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        log.removeHandler(this);
        log.setUseParentHandlers(true);
        ResourceLeakDetector.setLevel(before);
    }
}
