package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold with any {@code qwave.dll}, that of a real Windows too: public API only, and no control of the library. */
@Tag("windows")
class RealWindowsTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    /** Of a network that exists for documentation only (RFC 5737). */
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 4000);

    private final Connections sockets = new Connections();
    private QosSubsystem qos;

    @BeforeEach
    void open() throws Exception {
        Qos.ensureAvailability();
        qos = Qos.open();
    }

    @AfterEach
    void close() throws Exception {
        qos.close();
        sockets.close();
    }

    @Test
    void theSystemSaysWhatItCanDo() {
        System.out.println(Qos.diagnose());
        assertEquals("QOS2", Qos.diagnose().backEnd());
        assertTrue(Qos.isAvailable());
    }

    @Test
    void connectionsAreMarkedAsTheirTypeIsOrTheReasonIsTold() throws Exception {
        for (NativeSocket socket : new NativeSocket[] {NativeSocket.of(sockets.tcp()), sockets.socket()}) {
            QosFlow flow = created(VOICE, socket);
            Marking marking = flow.marking();
            System.out.println(socket + ": " + marking);
            assertTrue(marking.difference().isPresent() || marking.effective().equals(Dscp.CS7), marking.toString());
            flow.close();
            flow.close();
            assertEquals(
                    Reason.CLOSED,
                    assertThrows(QosException.class, () -> flow.setTrafficType(TrafficType.CONTROL))
                            .reason());
        }
    }

    /** Not this machine, so that a refusal of local destinations does not leave all of this class empty. */
    @Test
    void aDestinationElsewhereIsMarkedThoughNothingIsSent() throws Exception {
        NativeSocket socket = NativeSocket.of(sockets.inet());
        try (QosFlow flow = qos.createFlow(VOICE, socket, ELSEWHERE)) {
            Marking marking = flow.marking();
            System.out.println(ELSEWHERE + ": " + marking);
            assertTrue(marking.difference().isPresent() || marking.effective().equals(Dscp.CS7), marking.toString());
        }
    }

    @Test
    void anExactMarkIsGrantedOrRefusedForLackOfRights() throws Exception {
        QosFlow flow = created(VOICE.toBuilder().dscp(Dscp.EF).build(), sockets.socket());
        Marking marking = flow.marking();
        System.out.println("EF: " + marking);

        assertEquals(Dscp.EF, marking.requested());
        assertEquals(
                marking.effective().equals(Dscp.EF) ? Optional.empty() : Optional.of(Reason.ACCESS_DENIED),
                marking.difference().map(QosException::reason));
    }

    @Test
    void flowsAreListedForAnAdministrator() throws Exception {
        QosFlow flow = created(VOICE, sockets.socket());
        try {
            assertTrue(LongStream.of(qos.enumerateFlows()).anyMatch(id -> id == flow.id()));
        } catch (QosException e) {
            assertEquals(Reason.ACCESS_DENIED, e.reason());
        }
    }

    /** Of a peer that does not answer Windows knows nothing, and must say so in a documented way. */
    @Test
    void anAdaptiveFlowWorksOrIsRefusedForAReasonThatIsKnown() throws Exception {
        FlowSpec adaptive = VOICE.toBuilder().adaptive(true).build();
        try (QosFlow flow = qos.createFlow(adaptive, sockets.socket())) {
            System.out.println("adaptive: " + flow.marking() + ", " + outcome(flow.queryFundamentals(false)));
            CompletableFuture<Void> first = flow.notifyCongested();
            first.cancel(true);
            CompletableFuture<Void> second = flow.notifyCongested();
            TimeUnit.MILLISECONDS.sleep(500);
            assertFalse(reason(second).filter(Reason.ALREADY_PENDING::equals).isPresent());
        } catch (QosException e) {
            System.out.println("adaptive: refused, " + e.getMessage());
            assertTrue(
                    Set.of(Reason.NOT_SUPPORTED, Reason.DISABLED_BY_POLICY, Reason.NOT_FOUND, Reason.UNREACHABLE)
                            .contains(e.reason()),
                    e.getMessage());
        }
    }

    /** A machine's own addresses are reported to be refused with 1168: then there is nothing to be tested here. */
    private QosFlow created(FlowSpec spec, NativeSocket socket) throws QosException {
        try {
            return qos.createFlow(spec, socket);
        } catch (QosException e) {
            boolean ours = Boolean.getBoolean("qosflow.wine");
            Assumptions.assumeFalse(e.reason() == Reason.NOT_FOUND && !ours, e::getMessage);
            throw e;
        }
    }

    private static String outcome(CompletableFuture<?> future) throws Exception {
        try {
            return String.valueOf(future.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static Optional<Reason> reason(CompletableFuture<?> future) {
        if (!future.isCompletedExceptionally()) {
            return Optional.empty();
        }
        ExecutionException failed = assertThrows(ExecutionException.class, future::get);
        return Optional.of(((QosException) failed.getCause()).reason());
    }
}
