package io.github.qosflow.internal.linux;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import io.github.qosflow.internal.Destinations;
import io.github.qosflow.internal.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Flows by socket options. The kernel knows no flows, so this class keeps the books: which socket is in which flow. One
 * lock guards them and the few microseconds of system calls that belong to a change.
 */
final class LinuxSubsystem implements QosSubsystem {
    private final Backend backend;
    private final MarkingProfile profile;
    private final Object lock = new Object();
    private final Map<Long, MarkedSocket> sockets = new HashMap<>();
    private final Map<Long, LinuxFlow> flows = new HashMap<>();
    private long lastId;
    private boolean closed;

    LinuxSubsystem(Backend backend, MarkingProfile profile) {
        this.backend = backend;
        this.profile = profile;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Set<QosCapability> capabilities() {
        return backend.capabilities();
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) throws QosException {
        return create(spec, socket, null);
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) throws QosException {
        return create(spec, socket, Destinations.check(destination));
    }

    private QosFlow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        if (spec.adaptive()) {
            throw unsupported("createFlow", QosCapability.FUNDAMENTALS);
        }
        synchronized (lock) {
            if (closed) {
                throw Refusals.subsystemClosed("createFlow");
            }
            LinuxFlow flow = new LinuxFlow(this, ++lastId, spec);
            flow.join(socket, destination);
            flows.put(flow.id(), flow);
            return flow;
        }
    }

    @Override
    public void startTracking(InetAddress peer) throws QosException {
        throw unsupported("startTracking", QosCapability.TRACKING);
    }

    @Override
    public void stopTracking(InetAddress peer) throws QosException {
        throw unsupported("stopTracking", QosCapability.TRACKING);
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        synchronized (lock) {
            if (closed) {
                throw Refusals.subsystemClosed("enumerateFlows");
            }
            return flows.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            List.copyOf(flows.values()).forEach(LinuxFlow::close);
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return name() + (closed ? ", closed" : ", " + flows.size() + " flows");
        }
    }

    Backend backend() {
        return backend;
    }

    MarkingProfile profile() {
        return profile;
    }

    Object lock() {
        return lock;
    }

    /** The books' entry of a socket, also under a second descriptor of it; a new one is not kept before {@link #keep}. */
    MarkedSocket socket(NativeSocket socket) throws QosException {
        SocketOptions options = new SocketOptions(fd(socket));
        long cookie = options.cookie();
        MarkedSocket known = sockets.get(cookie);
        return known != null && known.isSame() ? known : new MarkedSocket(options, cookie);
    }

    void keep(MarkedSocket socket) {
        sockets.put(socket.cookie(), socket);
    }

    void forget(MarkedSocket socket) {
        sockets.remove(socket.cookie(), socket);
    }

    void forget(LinuxFlow flow) {
        flows.remove(flow.id());
    }

    private QosException unsupported(String operation, QosCapability missing) {
        return Refusals.unsupported(operation, missing, backend.whyMissing(missing));
    }

    static int fd(NativeSocket socket) throws QosException {
        long handle = socket.handle();
        if (handle < 0 || handle > Integer.MAX_VALUE) {
            throw new QosException(
                    "getsockopt",
                    Errno.EBADF,
                    Reason.NOT_A_SOCKET,
                    handle + " is no descriptor: 0 to " + Integer.MAX_VALUE + ".");
        }
        return (int) handle;
    }
}
