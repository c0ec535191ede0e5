package io.github.qosflow.internal.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.TrafficType;
import io.github.qosflow.internal.Refusals;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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
    private static final int ERROR_INSUFFICIENT_BUFFER = 122;
    private static final int FIRST_LIST_BYTES = 4096;
    private static final int MAX_LIST_BYTES = 1 << 26;
    private static final int LIST_ATTEMPTS = 10;

    private final QWave qwave;
    private final Pointer handle;
    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private volatile boolean open = true;

    private Qos2Handle(QWave qwave, Pointer handle) {
        this.qwave = qwave;
        this.handle = handle;
    }

    /** QOSCreateHandle; may take seconds. */
    static Qos2Handle open(QWave qwave) throws QosException {
        QWave.QOS_VERSION version = new QWave.QOS_VERSION();
        version.MajorVersion = VERSION_MAJOR;
        PointerByReference handle = new PointerByReference();
        if (!qwave.QOSCreateHandle(version, handle)) {
            throw Win32Error.exception(QosFunction.CREATE_HANDLE, Native.getLastError());
        }
        return new Qos2Handle(qwave, handle.getValue());
    }

    boolean isOpen() {
        return open;
    }

    /** Makes a non-adaptive flow of one target; returns its id. */
    int createFlow(Target target, TrafficType type) throws QosException {
        return add(target, type, NEW_FLOW);
    }

    /** Lets a target join a flow. */
    void joinFlow(int flow, Target target, TrafficType type) throws QosException {
        add(target, type, flow);
    }

    private int add(Target target, TrafficType type, int flow) throws QosException {
        IntByReference id = new IntByReference(flow);
        Pointer socket = new Pointer(target.handle());
        byte[] address = target.address();
        call(
                QosFunction.ADD_SOCKET,
                () -> qwave.QOSAddSocketToFlow(
                        handle, socket, address, HeaderValues.of(type), QWave.QOS_NON_ADAPTIVE_FLOW, id));
        return id.getValue();
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

    void setRate(int flow, OutgoingRate rate) throws QosException {
        QWave.QOS_FLOWRATE_OUTGOING buffer = new QWave.QOS_FLOWRATE_OUTGOING();
        buffer.Bandwidth = rate.rate().bitsPerSecond();
        buffer.ShapingBehavior = HeaderValues.of(rate.shaping());
        buffer.Reason = HeaderValues.of(rate.reason());
        buffer.write();
        set(flow, QWave.QOSSetOutgoingRate, buffer.size(), buffer.getPointer());
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
                () -> qwave.QOSQueryFlow(handle, flow, operation, size, buffer, NO_FLAGS, SYNCHRONOUS));
    }

    private void call(QosFunction function, BooleanSupplier nativeCall) throws QosException {
        Lock inside = calls.readLock();
        inside.lock();
        try {
            if (!open) {
                throw Refusals.subsystemClosed(function.cName());
            }
            if (!nativeCall.getAsBoolean()) {
                throw Win32Error.exception(function, Native.getLastError());
            }
        } finally {
            inside.unlock();
        }
    }
}
