package io.github.qosflow.internal.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.github.qosflow.DataRate;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.Refusals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one handle of QOS2: makes typed calls and exceptions of {@link QWave}, and closes the handle once.
 *
 * <p>Calls hold the shared lock and {@link #close()} the exclusive one. So closing waits for calls under way, which
 * Windows would abort with 995, and a call after it never reaches the library, where the handle's value may already
 * belong to another file. Thread-safe.
 */
final class Qos2Handle implements AutoCloseable {
    private static final short VERSION_MAJOR = 1;
    private static final int NEW_FLOW = 0;
    private static final @Nullable Pointer WHOLE_FLOW = null;
    private static final int NO_FLAGS = 0;
    private static final @Nullable Pointer SYNCHRONOUS = null;
    private static final int ANY_PORT = 0;
    private static final int FUNDAMENTALS_BYTES = 40;
    private static final int NO_ERROR = 0;
    private static final int ERROR_INSUFFICIENT_BUFFER = 122;
    static final int ERROR_DEVICE_REINITIALIZATION_NEEDED = 1164;
    private static final int FIRST_LIST_BYTES = 4096;
    private static final int MAX_LIST_BYTES = 1 << 26;
    private static final int LIST_ATTEMPTS = 10;

    private final QWave qwave;
    private final CompletionPort port;
    private final Pointer handle;
    private final long openedNs = System.nanoTime();
    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private volatile boolean open = true;
    private volatile boolean retired;

    private Qos2Handle(QWave qwave, CompletionPort port, Pointer handle) {
        this.qwave = qwave;
        this.port = port;
        this.handle = handle;
    }

    /** QOSCreateHandle, which may take seconds; its overlapped calls complete on the port. */
    static Qos2Handle open(QWave qwave, CompletionPort port) throws QosException {
        Qos2Handle opened = new Qos2Handle(qwave, port, create(qwave));
        try {
            port.attach(opened.handle);
        } catch (QosException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Opens and closes: whether QOS2 can be had. */
    static void probe(QWave qwave) throws QosException {
        qwave.QOSCloseHandle(create(qwave));
    }

    private static Pointer create(QWave qwave) throws QosException {
        QWave.QOS_VERSION version = new QWave.QOS_VERSION();
        version.MajorVersion = VERSION_MAJOR;
        PointerByReference handle = new PointerByReference();
        if (!qwave.QOSCreateHandle(version, handle)) {
            throw Win32Error.exception(QosFunction.CREATE_HANDLE, Native.getLastError());
        }
        return handle.getValue();
    }

    boolean isOpen() {
        return open;
    }

    /** Lets no further call in, for the system has dropped the handle. {@return whether this was the first to say so} */
    synchronized boolean retire() {
        boolean first = !retired;
        retired = true;
        return first;
    }

    boolean isRetired() {
        return retired;
    }

    /** How long it has been open. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedNs);
    }

    /** Makes a flow of one target; returns its id. */
    int createFlow(Target target, TrafficType type, boolean adaptive) throws QosException {
        return add(target, type, adaptive ? NO_FLAGS : QWave.QOS_NON_ADAPTIVE_FLOW, NEW_FLOW);
    }

    /** Lets a target join a non-adaptive flow. */
    void joinFlow(int flow, Target target, TrafficType type) throws QosException {
        add(target, type, QWave.QOS_NON_ADAPTIVE_FLOW, flow);
    }

    private int add(Target target, TrafficType type, int flags, int flow) throws QosException {
        IntByReference id = new IntByReference(flow);
        Pointer socket = new Pointer(target.handle());
        byte[] address = target.address();
        call(
                QosFunction.ADD_SOCKET,
                () -> qwave.QOSAddSocketToFlow(handle, socket, address, HeaderValues.of(type), flags, id));
        return id.getValue();
    }

    void startTracking(InetAddress peer) throws QosException {
        byte[] address = SockAddr.bytes(new InetSocketAddress(peer, ANY_PORT));
        call(QosFunction.START_TRACKING, () -> qwave.QOSStartTrackingClient(handle, address, NO_FLAGS));
    }

    void stopTracking(InetAddress peer) throws QosException {
        byte[] address = SockAddr.bytes(new InetSocketAddress(peer, ANY_PORT));
        call(QosFunction.STOP_TRACKING, () -> qwave.QOSStopTrackingClient(handle, address, NO_FLAGS));
    }

    void removeSocket(int flow, long socket) throws QosException {
        call(
                QosFunction.REMOVE_SOCKET,
                () -> qwave.QOSRemoveSocketFromFlow(handle, new Pointer(socket), flow, NO_FLAGS));
    }

    /** Ends a flow by its id: no socket is named, whose number might be another's by now. */
    void endFlow(int flow) throws QosException {
        call(QosFunction.REMOVE_SOCKET, () -> qwave.QOSRemoveSocketFromFlow(handle, WHOLE_FLOW, flow, NO_FLAGS));
    }

    void setTrafficType(int flow, TrafficType type) throws QosException {
        setNumber(flow, QWave.QOSSetTrafficType, HeaderValues.of(type));
    }

    void setDscp(int flow, int dscp) throws QosException {
        setNumber(flow, QWave.QOSSetOutgoingDSCPValue, dscp);
    }

    /** Overlapped: an adaptive flow's path may have to be measured first. */
    PendingCall setRate(int flow, OutgoingRate rate, BiConsumer<PendingCall, @Nullable QosException> receiver) {
        PendingCall call = port.begin(QosFunction.SET_FLOW, this, receiver);
        QWave.QOS_FLOWRATE_OUTGOING buffer = new QWave.QOS_FLOWRATE_OUTGOING(call.buffer());
        buffer.Bandwidth = rate.rate().bitsPerSecond();
        buffer.ShapingBehavior = HeaderValues.of(rate.shaping());
        buffer.Reason = HeaderValues.of(rate.reason());
        buffer.write();
        int bytes = buffer.size();
        return begin(
                call,
                () -> qwave.QOSSetFlow(
                        handle, flow, QWave.QOSSetOutgoingRate, bytes, call.buffer(), NO_FLAGS, call.overlapped()));
    }

    /** Overlapped; the answer is in the buffer. */
    PendingCall queryFundamentals(int flow, boolean fresh, BiConsumer<PendingCall, @Nullable QosException> receiver) {
        PendingCall call = port.begin(QosFunction.QUERY_FLOW, this, receiver);
        return begin(
                call,
                () -> qwave.QOSQueryFlow(
                        handle,
                        flow,
                        QWave.QOSQueryFlowFundamentals,
                        call.size(FUNDAMENTALS_BYTES),
                        call.buffer(),
                        fresh ? QWave.QOS_QUERYFLOW_FRESH : NO_FLAGS,
                        call.overlapped()));
    }

    /** Overlapped; QOSNotifyAvailable has a target, the others have none. */
    PendingCall notify(
            int flow,
            int operation,
            @Nullable DataRate target,
            BiConsumer<PendingCall, @Nullable QosException> receiver) {
        PendingCall call = port.begin(QosFunction.NOTIFY_FLOW, this, receiver);
        Pointer size = target == null ? null : call.size(Long.BYTES);
        Pointer buffer = target == null ? null : call.buffer();
        if (target != null) {
            call.buffer().setLong(0, target.bitsPerSecond());
        }
        return begin(
                call, () -> qwave.QOSNotifyFlow(handle, flow, operation, size, buffer, NO_FLAGS, call.overlapped()));
    }

    /** QOSCancel; of a call that is over nothing remains to be cancelled. */
    void cancel(PendingCall call) {
        Lock inside = calls.readLock();
        inside.lock();
        try {
            if (open) {
                call.ifPending(() -> qwave.QOSCancel(handle, call.overlapped()));
            }
        } finally {
            inside.unlock();
        }
    }

    QWave.QOS_PACKET_PRIORITY queryPacketPriority(int flow) throws QosException {
        QWave.QOS_PACKET_PRIORITY buffer = new QWave.QOS_PACKET_PRIORITY();
        query(flow, QWave.QOSQueryPacketPriority, buffer.size(), buffer.getPointer());
        buffer.read();
        return buffer;
    }

    /** The rate in bit/s, unsigned. */
    long queryRate(int flow) throws QosException {
        try (Memory buffer = new Memory(Long.BYTES)) {
            query(flow, QWave.QOSQueryOutgoingRate, Long.BYTES, buffer);
            return buffer.getLong(0);
        }
    }

    /** The ids of all flows of the machine. */
    int[] enumerateFlows() throws QosException {
        int bytes = FIRST_LIST_BYTES;
        for (int attempt = 1; ; attempt++) {
            IntByReference size = new IntByReference(bytes);
            try (Memory buffer = new Memory(bytes)) {
                call(QosFunction.ENUMERATE, () -> qwave.QOSEnumerateFlows(handle, size, buffer));
                return buffer.getIntArray(0, Math.min(size.getValue(), bytes) / Integer.BYTES);
            } catch (QosException e) {
                if (e.code() != ERROR_INSUFFICIENT_BUFFER || attempt == LIST_ATTEMPTS) {
                    throw e;
                }
                // flows may be added before the next attempt: twice what was needed
                bytes = 2 * Math.min(Math.max(bytes, size.getValue()), MAX_LIST_BYTES);
            }
        }
    }

    /** QOSCloseHandle, once; its flows end with it. Nothing can be done about a failure. */
    @Override
    public void close() {
        calls.writeLock().lock();
        try {
            if (open) {
                open = false;
                qwave.QOSCloseHandle(handle);
            }
        } finally {
            calls.writeLock().unlock();
        }
    }

    private void setNumber(int flow, int operation, int value) throws QosException {
        try (Memory buffer = new Memory(Integer.BYTES)) {
            buffer.setInt(0, value);
            set(flow, operation, Integer.BYTES, buffer);
        }
    }

    private void set(int flow, int operation, int bytes, Pointer buffer) throws QosException {
        call(
                QosFunction.SET_FLOW,
                () -> qwave.QOSSetFlow(handle, flow, operation, bytes, buffer, NO_FLAGS, SYNCHRONOUS));
    }

    private void query(int flow, int operation, int bytes, Pointer buffer) throws QosException {
        IntByReference size = new IntByReference(bytes);
        call(
                QosFunction.QUERY_FLOW,
                () -> qwave.QOSQueryFlow(handle, flow, operation, size.getPointer(), buffer, NO_FLAGS, SYNCHRONOUS));
    }

    /** Makes an overlapped call. If it is over at once its receiver is told here, when no lock is held any more. */
    private PendingCall begin(PendingCall call, BooleanSupplier nativeCall) {
        int error = NO_ERROR;
        QosException refusal = null;
        try {
            error = attempt(call.function(), nativeCall);
        } catch (QosException e) {
            refusal = e;
        }
        if (error != Kernel32Calls.ERROR_IO_PENDING) {
            port.finish(call, error == NO_ERROR ? refusal : Win32Error.exception(call.function(), error));
        }
        return call;
    }

    private void call(QosFunction function, BooleanSupplier nativeCall) throws QosException {
        int error = attempt(function, nativeCall);
        if (error != NO_ERROR) {
            throw Win32Error.exception(function, error);
        }
    }

    /** The last error of a call that failed, else 0. */
    private int attempt(QosFunction function, BooleanSupplier nativeCall) throws QosException {
        Lock inside = calls.readLock();
        inside.lock();
        try {
            requireUsable(function);
            return nativeCall.getAsBoolean() ? NO_ERROR : Native.getLastError();
        } finally {
            inside.unlock();
        }
    }

    private void requireUsable(QosFunction function) throws QosException {
        if (retired) {
            throw Win32Error.exception(function, ERROR_DEVICE_REINITIALIZATION_NEEDED);
        }
        if (!open) {
            throw Refusals.subsystemClosed(function.cName());
        }
    }
}
