package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing races with pending calls, cancels, completions and restarts, on real threads. */
class CloseRaceTest extends AdaptiveSuite {
    private static final int ROUNDS = 100;
    private static final int FLOWS = 20;
    private static final int THREADS = 4;
    private static final long SEED = Long.getLong("qosflow.race.seed", System.nanoTime());

    @Test
    void aHundredRoundsEndWithoutAHangAndLeaveNothing() throws Exception {
        long start = System.nanoTime();
        int asked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            asked += new Round(new Random(SEED + round)).run();
        }
        System.out.println(ROUNDS + " rounds of closing with " + asked + " calls under way took "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms, seed " + SEED);
        assertTrue(asked > 10 * ROUNDS);
        assertEquals(1, dll.handleCount()); // that of the suite
        assertEquals(0, dll.flowCount());
        assertEquals(
                1,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals(CompletionPort.THREAD))
                        .count());
    }

    private final class Round {
        private final Random random;
        private final WindowsBackend own = new WindowsBackend(TIMING);
        private final QosSubsystem subject = own.open(MarkingProfile.WINDOWS);
        private final List<QosFlow> flows = new ArrayList<>();
        private final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
        private final CountDownLatch go = new CountDownLatch(1);

        Round(Random random) throws Exception {
            this.random = random;
            NativeSocket socket = sockets.socket();
            for (int i = 0; i < FLOWS; i++) {
                flows.add(subject.createFlow(ADAPTIVE_2_MBIT, socket));
            }
        }

        int run() throws Exception {
            CompletionPort port = own.engine().orElseThrow().port();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(start(new Random(random.nextLong()), 200));
            }
            go.countDown();
            Thread.sleep(random.nextInt(20));
            subject.close();
            for (Thread thread : threads) {
                thread.join(20_000);
                assertTrue(!thread.isAlive(), "hangs: " + List.of(thread.getStackTrace()));
            }
            eventually(() -> futures.stream().allMatch(CompletableFuture::isDone));
            port.join(20_000);
            assertEquals(0, port.blocksUsed());
            assertEquals(0, port.nativeBytes());
            return futures.size();
        }

        private Thread start(Random own, int steps) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    for (int i = 0; i < steps; i++) {
                        step(own, flows.get(own.nextInt(FLOWS)));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            return thread;
        }

        private void step(Random own, QosFlow flow) {
            switch (own.nextInt(10)) {
                case 0, 1 -> futures.add(flow.notifyCongested());
                case 2 -> futures.add(flow.notifyUncongested());
                case 3 -> futures.add(flow.queryFundamentals(own.nextBoolean()));
                case 4, 5 -> cancelOne();
                case 6 -> control((own.nextBoolean() ? "congest " : "uncongest ") + flow.id());
                case 7 -> refusedOrNot(flow);
                case 8 -> {
                    if (own.nextInt(8) == 0) {
                        flow.close();
                    }
                }
                default -> {
                    if (own.nextInt(40) == 0) {
                        control("reinitialize");
                    }
                }
            }
        }

        private void cancelOne() {
            CompletableFuture<?> some = futures.peek();
            if (some != null) {
                some.cancel(true);
            }
        }

        private void refusedOrNot(QosFlow flow) {
            try {
                flow.setTrafficType(TrafficType.VOICE);
            } catch (QosException e) {
                assertTrue(e.hint().length() > 0);
            }
        }

        /** The flow may be gone by now, or have another number. */
        private void control(String command) {
            try {
                dll.control(command);
            } catch (IllegalArgumentException e) {
                assertTrue(command.contains("congest"));
            }
        }
    }
}
