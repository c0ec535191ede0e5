package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testing.InMemoryQos;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/** A subsystem in memory that a test may step into. */
abstract class ForwardingQos implements QosSubsystem {
    final InMemoryQos memory;

    ForwardingQos(InMemoryQos memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return memory.name();
    }

    @Override
    public Set<QosCapability> capabilities() {
        return memory.capabilities();
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        return memory.createFlow(spec, socket);
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        return memory.createFlow(spec, socket, destination);
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        memory.startTracking(peer);
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        memory.stopTracking(peer);
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        return memory.enumerateFlows();
    }

    @Override
    public void close() {
        memory.close();
    }
}
