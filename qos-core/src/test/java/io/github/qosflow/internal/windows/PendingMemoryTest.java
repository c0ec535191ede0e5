package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What thirty thousand pending calls cost, and that it is given back. */
class PendingMemoryTest extends AdaptiveSuite {
    private static final int FLOWS = 10_000;
    private static final int CALLS = 3 * FLOWS;
    private static final int MOST_BYTES = 1_536;

    @Test
    void tenThousandFlowsWithThreePendingNotificationsEach() throws Exception {
        NativeSocket socket = sockets.socket();
        List<QosFlow> flows = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            flows.add(qos.createFlow(ADAPTIVE_2_MBIT, socket));
        }
        CompletionPort port = backend.engine().orElseThrow().port();
        List<CompletableFuture<Void>> futures = new ArrayList<>(CALLS);
        long before = used();
        for (QosFlow flow : flows) {
            futures.add(flow.notifyCongested());
            futures.add(flow.notifyUncongested());
            futures.add(flow.notifyAvailable(megabits(5)));
        }
        eventually(() -> port.pending() == CALLS);
        long each = (used() - before) / CALLS;
        long nativeBytes = port.nativeBytes();
        System.out.println(CALLS + " pending calls: " + each + " bytes of heap each, " + nativeBytes / CALLS
                + " bytes of native memory each");
        assertTrue(each > 0 && each <= MOST_BYTES, each + " bytes of heap per pending call");
        assertEquals(CALLS, port.blocksUsed());
        assertTrue(nativeBytes < (CALLS + 4L * Blocks.RESTING) * Blocks.BYTES, nativeBytes + " bytes");

        for (int i = 0; i < 100; i++) {
            dll.control("congest " + flows.get(i).id());
            get(futures.get(3 * i));
        }
        qos.close();
        futures.forEach(future -> assertTrue(future.isDone()));
        port.join(TimeUnit.SECONDS.toMillis(20));
        assertEquals(0, port.pending());
        assertEquals(0, port.blocksUsed());
        assertEquals(0, port.nativeBytes());
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
