package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubsystemTest extends WindowsSuite {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    @Test
    void closingEndsAllFlowsWithTheHandleAndOnlyOnce() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        qos.close();
        qos.close();
        flow.close();

        assertFalse(flow.isOpen());
        assertEquals(1, dll.journal("QOSCloseHandle").size());
        assertEquals(0, dll.flowCount());
        assertEquals(0, dll.handleCount());
    }

    @Test
    void everyCallAfterClosingSaysSoAndNoneReachesTheLibrary() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        NativeSocket socket = sockets.socket();
        InetAddress peer = InetAddress.getLoopbackAddress();
        qos.close();
        int calls = dll.journal().size();

        assertEquals(Reason.CLOSED, refused(() -> qos.createFlow(VOICE, socket)).reason());
        assertEquals(
                Reason.CLOSED,
                refused(() -> qos.createFlow(VOICE, socket, Connections.PEER)).reason());
        assertEquals(Reason.CLOSED, refused(qos::enumerateFlows).reason());
        assertEquals(Reason.CLOSED, refused(() -> qos.startTracking(peer)).reason());
        assertEquals(Reason.CLOSED, refused(() -> qos.stopTracking(peer)).reason());
        assertEquals(Reason.CLOSED, refused(() -> flow.add(socket)).reason());
        assertEquals(Reason.CLOSED, refused(() -> flow.setOutgoingDscp(Dscp.EF)).reason());
        assertEquals(Dscp.CS7, flow.marking().effective());
        assertEquals(calls, dll.journal().size());
    }

    @Test
    void closingWaitsForACallUnderWay() throws Exception {
        dll.control("delay QOSAddSocketToFlow 500");
        NativeSocket socket = sockets.socket();
        CompletableFuture<QosFlow> added = CompletableFuture.supplyAsync(() -> create(socket));
        TimeUnit.MILLISECONDS.sleep(200);
        qos.close();

        ExecutionException closed = assertThrows(ExecutionException.class, () -> added.get(10, TimeUnit.SECONDS));
        assertEquals(Reason.CLOSED, ((QosException) closed.getCause().getCause()).reason());
        List<String> journal = dll.journal();
        assertTrue(journal.stream().noneMatch(line -> line.contains("close-during-call")), journal.toString());
        assertTrue(journal.get(journal.size() - 1).startsWith("MARK")
                || journal.get(journal.size() - 1).startsWith("QOSCloseHandle"));
    }

    @Test
    void flowsAndTheirSubsystemMayBeClosedInAnyOrderAtTheSameTime() throws Exception {
        NativeSocket socket = sockets.socket();
        List<QosFlow> flows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            flows.add(qos.createFlow(VOICE, socket));
        }
        List<CompletableFuture<Void>> closers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            closers.add(CompletableFuture.runAsync(() -> flows.forEach(QosFlow::close)));
        }
        qos.close();
        CompletableFuture.allOf(closers.toArray(new CompletableFuture<?>[0])).get(20, TimeUnit.SECONDS);

        assertEquals(0, dll.flowCount());
    }

    @Test
    void aStoppedServiceIsToldAndLaterOpeningWorks() throws Exception {
        dll.control("service stopped");
        QosException refusal = refused(() -> backend.open(MarkingProfile.WINDOWS));
        assertEquals(Reason.SERVICE_UNAVAILABLE, refusal.reason());
        assertEquals("QOSCreateHandle", refusal.operation());

        dll.control("service running");
        backend.open(MarkingProfile.WINDOWS).close();
    }

    @Test
    void aClosedFirewallIsTold() {
        dll.control("firewall closed");

        assertEquals(Reason.FIREWALL, refused(backend::probe).reason());
    }

    @Test
    void aProbeLeavesNothingOpen() throws Exception {
        backend.probe();

        assertEquals(1, dll.handleCount());
    }

    @Test
    void listingTheFlowsNeedsAnAdministrator() throws Exception {
        QosException refusal = refused(qos::enumerateFlows);

        assertEquals(Reason.ACCESS_DENIED, refusal.reason());
        assertTrue(refusal.hint().contains("administrator"), refusal.hint());
    }

    @Test
    void aListThatKeepsGrowingIsGivenUpAfterTenAttempts() {
        dll.administrator(true);
        dll.control("fail QOSEnumerateFlows 122 1000");

        assertEquals(Reason.NOT_READY, refused(qos::enumerateFlows).reason());
        assertEquals(10, dll.journal("QOSEnumerateFlows").size());
    }

    @Test
    void tooManyFlowsAreToldAndTheOthersGoOn() throws Exception {
        dll.control("flow-limit 1");
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        NativeSocket socket = sockets.socket();

        assertEquals(
                Reason.NO_RESOURCES,
                refused(() -> qos.createFlow(VOICE, socket)).reason());
        assertTrue(flow.isOpen());
    }

    @Test
    void thePublicEntryLeadsHere() throws Exception {
        assertTrue(Qos.isAvailable());
        try (var opened = Qos.openAsync(MarkingProfile.WINDOWS).get(10, TimeUnit.SECONDS)) {
            assertEquals("QOS2", opened.name());
        }
        QosDiagnosis diagnosis = Qos.diagnose();
        assertEquals(EnumSet.complementOf(EnumSet.of(QosCapability.LISTENING_SOCKETS)), diagnosis.capabilities());
        assertTrue(diagnosis.missing().values().stream().noneMatch(String::isEmpty));
        assertEquals(
                Set.of(QosCapability.LISTENING_SOCKETS), diagnosis.missing().keySet());
    }

    @Test
    void theCapabilitiesCannotBeChanged() {
        assertThrows(
                UnsupportedOperationException.class, () -> qos.capabilities().clear());
    }

    private QosFlow create(NativeSocket socket) {
        try {
            return qos.createFlow(VOICE, socket);
        } catch (QosException e) {
            throw new IllegalStateException(e);
        }
    }
}
