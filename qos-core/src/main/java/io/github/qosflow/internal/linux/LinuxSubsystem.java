package io.github.qosflow.internal.linux;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.AbstractSubsystem;
import io.github.qosflow.internal.Backend;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flows by socket options. The kernel knows no flows, so this class keeps the books: which socket is in which flow. One
 * lock guards them and the few microseconds of system calls that belong to a change.
 */
final class LinuxSubsystem extends AbstractSubsystem {
    private final Object lock = new Object();
    private final Map<Long, MarkedSocket> sockets = new HashMap<>();
    private final Map<Long, LinuxFlow> flows = new HashMap<>();
    private final PriorityNumbers priorities;
    private final CongestionSampler sampler;
    private long lastId;
    private boolean closed;

    LinuxSubsystem(Backend backend, MarkingProfile profile, PriorityNumbers priorities, CongestionSampler sampler) {
        super(backend, profile, sampler.lag());
        this.priorities = priorities;
        this.sampler = sampler;
    }

    @Override
    protected LinuxFlow create(FlowSpec spec, NativeSocket socket, @Nullable InetSocketAddress destination)
            throws QosException {
        synchronized (lock) {
            requireOpen("createFlow");
            LinuxFlow flow = new LinuxFlow(this, ++lastId, spec);
            flow.join(socket, destination);
            flows.put(flow.id(), flow);
            begin(flow);
            return flow;
        }
    }

    private static void begin(LinuxFlow flow) throws QosException {
        try {
            flow.begin();
        } catch (QosException e) {
            flow.close();
            throw e;
        }
    }

    @Override
    public long[] enumerateFlows() throws QosException {
        synchronized (lock) {
            requireOpen("enumerateFlows");
            return flows.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        }
    }

    @Override
    public void close() {
        List<LinuxFlow> left;
        synchronized (lock) {
            closed = true;
            left = List.copyOf(flows.values());
        }
        left.forEach(LinuxFlow::close);
    }

    @Override
    protected boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    PriorityNumbers priorities() {
        return priorities;
    }

    CongestionSampler sampler() {
        return sampler;
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
