package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Pointer;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Congested, uncongested, available: the futures, the listeners, and both together. */
class NotificationTest extends AdaptiveSuite {
    private static final int CONGESTED = QWave.QOSNotifyCongested;
    private static final int UNCONGESTED = QWave.QOSNotifyUncongested;
    private static final int AVAILABLE = QWave.QOSNotifyAvailable;

    @Test
    void threeOfOneFlowCompleteInAnyOrder() throws Exception {
        QosFlow flow = adaptive();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> congested = flow.notifyCongested().thenRun(() -> order.add("congested"));
        CompletableFuture<Void> uncongested = flow.notifyUncongested().thenRun(() -> order.add("uncongested"));
        CompletableFuture<Void> available = flow.notifyAvailable(megabits(5)).thenRun(() -> order.add("available"));
        awaitRequests(AVAILABLE, 1);

        dll.control("fundamentals 1 - 5000000 -");
        get(available);
        dll.control("uncongest 1");
        get(uncongested);
        dll.control("congest 1");
        get(congested);

        assertEquals(List.of("available", "uncongested", "congested"), order);
        assertEquals(0, backend.engine().orElseThrow().port().pending());
    }

    @Test
    void theRequestsAreMadeAsTheHeaderWantsThem() throws Exception {
        QosFlow flow = adaptive();
        flow.notifyCongested();
        flow.notifyUncongested();
        flow.notifyAvailable(megabits(5));
        awaitRequests(AVAILABLE, 1);

        List<String> calls = dll.journal("QOSNotifyFlow");
        assertTrue(calls.get(0).contains(" operation=0 size=0 flags=0 overlapped -> pending"), calls.get(0));
        assertTrue(calls.get(1).contains(" operation=1 size=0 flags=0 overlapped -> pending"), calls.get(1));
        assertTrue(calls.get(2).contains(" operation=2 size=8 flags=0 overlapped -> pending"), calls.get(2));
    }

    @Test
    void aConditionThatHoldsAlreadyIsToldAtOnce() throws Exception {
        QosFlow flow = adaptive();
        dll.control("congest 1");

        get(flow.notifyCongested());
    }

    @Test
    void theSameOneTwiceIsPendingAlreadyAndTheFirstGoesOn() throws Exception {
        QosFlow flow = adaptive();
        CompletableFuture<Void> first = flow.notifyCongested();

        QosException refusal = refusal(flow.notifyCongested());
        assertEquals(Reason.ALREADY_PENDING, refusal.reason());
        assertEquals(183, refusal.code());
        dll.control("congest 1");
        get(first);
    }

    @Test
    void oneThatIsCancelledEndsWith995AndMayBeMadeAnew() throws Exception {
        QosFlow flow = adaptive();
        CompletableFuture<Void> cancelled = flow.notifyUncongested();
        CompletableFuture<Void> other = flow.notifyCongested();
        awaitRequests(UNCONGESTED, 1);

        assertTrue(cancelled.cancel(true));
        assertTrue(cancelled.isCancelled());
        eventually(() -> dll.journal("QOSCancel").stream().anyMatch(line -> line.endsWith("-> ok")));
        CompletableFuture<Void> anew = flow.notifyUncongested();
        awaitRequests(UNCONGESTED, 2);
        assertTrue(dll.journal("QOSNotifyFlow").stream().noneMatch(line -> line.contains("error 183")));

        dll.control("uncongest 1");
        get(anew);
        dll.control("congest 1");
        get(other);
    }

    /** However fast: the request under way is taken over, or the next one waits until it is over. */
    @Test
    void cancellingAndAskingAnewAtOnceIsNeverPendingAlready() throws Exception {
        QosFlow flow = adaptive();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Void> asked = flow.notifyCongested();
            assertFalse(asked.isDone());
            asked.cancel(true);
        }
        dll.control("congest 1");
        get(flow.notifyCongested());

        assertTrue(dll.journal("QOSNotifyFlow").stream().noneMatch(line -> line.contains("error")));
    }

    @Test
    void aCompletionThatIs995IsSeenAtThePort() throws Exception {
        QosFlow flow = adaptive();
        SystemLibraries system = new SystemLibraries();
        CompletionPort port = CompletionPort.open(system.kernel32());
        Qos2Handle handle = Qos2Handle.open(system.qwave(), port);
        Target target = Target.of(new Sockets(system.winsock()), backend, sockets.socket(), null);
        int id = handle.createFlow(target, flow.spec().trafficType(), true);
        List<Integer> codes = Collections.synchronizedList(new ArrayList<>());
        PendingCall[] calls = new PendingCall[3];
        for (int kind = CONGESTED; kind <= AVAILABLE; kind++) {
            int number = kind;
            calls[kind] = handle.notify(
                    id,
                    kind,
                    kind == AVAILABLE ? megabits(5) : null,
                    (call, error) -> codes.add(error == null ? number : error.code()));
        }
        calls[UNCONGESTED].cancel();
        eventually(() -> codes.size() == 1);
        dll.control("fundamentals " + id + " - 5000000 -");
        eventually(() -> codes.size() == 2);
        handle.close();
        eventually(() -> codes.size() == 3);

        assertEquals(List.of(995, AVAILABLE, 995), codes);
        port.end();
        port.join(5_000);
        assertEquals(0, port.nativeBytes());
    }

    @Test
    void aBandwidthThatIsNotMoreThanTheRateIsRefused() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());

        assertEquals(
                Reason.INVALID_PARAMETER,
                refusal(flow.notifyAvailable(megabits(2))).reason());
        assertEquals(
                "total",
                assertThrows(NullPointerException.class, () -> flow.notifyAvailable(null))
                        .getMessage());
        assertTrue(flow.isOpen());
    }

    @Test
    void beyondTheSystemsMinimumEveryBandwidthIs() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, sockets.socket());
        dll.control("fundamentals 1 - 2000000 -");

        get(flow.notifyAvailable(megabits(2)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 50, 57, 59, 1232, 1260, 1450})
    void anErrorIsToldAndTheNextRequestWorks(int code) throws Exception {
        QosFlow flow = adaptive();
        dll.fail("QOSNotifyFlow/0", code);

        assertEquals(code, refusal(flow.notifyCongested()).code());
        dll.control("congest 1");
        get(flow.notifyCongested());
    }

    @Test
    void pendingOnesEndAsCancelledWithTheFlowAndWithTheSubsystem() throws Exception {
        QosFlow flow = adaptive();
        CompletableFuture<Void> ofFlow = flow.notifyCongested();
        CompletableFuture<Void> ofSubsystem = adaptive().notifyUncongested();
        awaitRequests(UNCONGESTED, 1);

        flow.close();
        assertEquals(Reason.CANCELLED, refusal(ofFlow).reason());
        assertEquals(995, refusal(ofFlow).code());
        assertEquals(Reason.CLOSED, refusal(flow.notifyCongested()).reason());
        qos.close();
        assertEquals(Reason.CANCELLED, refusal(ofSubsystem).reason());
    }

    @Test
    void aCompletionNobodyWaitsForIsIgnored() throws Exception {
        QosFlow flow = adaptive();
        CompletionPort port = backend.engine().orElseThrow().port();
        port.post(new Pointer(0xDEAD0000L));
        port.post(new Pointer(8));

        dll.control("congest 1");
        get(flow.notifyCongested());
    }

    @Test
    void listenersAreToldOfEachChangeAndTheLibraryIsAskedForTheOppositeOnly() throws Exception {
        QosFlow flow = adaptive();
        Told told = Told.by(flow);
        dll.control("congest 1");
        eventually(() -> told.words().equals(List.of("congested")));
        awaitRequests(UNCONGESTED, 1);
        assertEquals(1, requested(CONGESTED));

        dll.control("uncongest 1");
        awaitRequests(CONGESTED, 2);
        assertEquals(List.of("congested", "uncongested"), told.words());
    }

    /** The library changes the state while a request waits, and between two requests, in turn. */
    @Test
    void aListenerIsToldOfEveryOneOfAThousandChanges() throws Exception {
        QosFlow flow = adaptive();
        dll.control("flap 1 1000");
        Told told = Told.by(flow);

        eventually(() -> told.words().size() == 1_000);
        List<String> words = told.words();
        for (int i = 0; i < words.size(); i++) {
            assertEquals(i % 2 == 0 ? "congested" : "uncongested", words.get(i));
        }
        System.out.println("changes of congestion told: " + words.size() + " of 1000");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() throws Exception {
        QosFlow flow = adaptive();
        flow.addListener(new QosFlowListener() {
            @Override
            public void congested(QosFlow congested) {
                throw new AssertionError("thrown on purpose");
            }
        });
        Told told = Told.by(flow);
        for (int i = 1; i <= 10; i++) {
            int told1 = i;
            dll.control(i % 2 == 1 ? "congest 1" : "uncongest 1");
            eventually(() -> told.words().size() == told1);
        }
    }

    @Test
    void listenersOfOneFlowAreToldOneAtATime() throws Exception {
        QosFlow flow = adaptive();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        QosFlowListener slow = new QosFlowListener() {
            @Override
            public void congested(QosFlow told) {
                count();
            }

            @Override
            public void uncongested(QosFlow told) {
                count();
            }

            private void count() {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                calls.incrementAndGet();
            }
        };
        flow.addListener(slow);
        flow.addListener(slow);
        dll.control("flap 1 100");

        eventually(() -> calls.get() == 200);
        assertEquals(1, most.get());
    }

    @Test
    void whenTheLastListenerGoesTheRequestIsTakenBack() throws Exception {
        QosFlow flow = adaptive();
        Told told = Told.by(flow);
        awaitRequests(CONGESTED, 1);
        flow.removeListener(told);

        eventually(() -> dll.journal("QOSCancel").size() == 1);
        eventually(() -> backend.engine().orElseThrow().port().pending() == 0);
    }

    @Test
    void aFutureAndAListenerShareOneRequest() throws Exception {
        QosFlow flow = adaptive();
        Told told = Told.by(flow);
        awaitRequests(CONGESTED, 1);
        CompletableFuture<Void> asked = flow.notifyCongested();
        dll.control("congest 1");

        get(asked);
        eventually(() -> told.words().equals(List.of("congested")));
        assertEquals(1, requested(CONGESTED));
    }

    @Test
    void anErrorDoesNotEndWhatAListenerIsTold() throws Exception {
        dll.control("fail QOSNotifyFlow/0 1232 3");
        QosFlow flow = adaptive();
        Told told = Told.by(flow);
        dll.control("congest 1");

        eventually(() -> told.words().equals(List.of("congested")));
        assertEquals(
                4,
                dll.journal("QOSNotifyFlow").stream()
                        .filter(line -> line.contains(" operation=0 "))
                        .count());
    }

    @Test
    void whatWillNeverWorkIsNotAskedForAgain() throws Exception {
        dll.control("fail QOSNotifyFlow/0 50 1000");
        QosFlow flow = adaptive();
        Told.by(flow);
        eventually(() -> dll.journal("QOSNotifyFlow").size() == 1);

        Thread.sleep(5 * TIMING.longestRetry().toMillis());
        assertEquals(1, dll.journal("QOSNotifyFlow").size());
    }

    @Test
    void aListenerIsToldWhenTheBandwidthIsThereThatWasNotToBeHad() throws Exception {
        dll.control("bandwidth 1000000");
        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());
        assertEquals(
                Reason.NOT_ENOUGH_BANDWIDTH,
                flow.marking().difference().orElseThrow().reason());
        Told told = Told.by(flow);
        awaitRequests(AVAILABLE, 1);

        dll.control("fundamentals 1 - 2000000 -");
        eventually(() -> told.words().equals(List.of("available:2000000")));
        dll.control("bandwidth off");
        flow.setOutgoingRate(rate(2));
        assertTrue(flow.marking().difference().isEmpty());
    }

    @Test
    void availableIsToldAgainAfterACongestion() throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 - 9000000000 -");
        Told told = Told.by(flow);
        get(flow.notifyAvailable(io.github.qosflow.DataRate.ofMegabitsPerSecond(5_000)));
        eventually(() -> told.words().equals(List.of("available:5000000000")));
        dll.control("congest 1");

        eventually(() -> told.words().equals(List.of("available:5000000000", "congested", "available:5000000000")));
    }
}
