package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import io.github.qosflow.QosException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One overlapped call: its OVERLAPPED, size and buffer in one native block, which is the system's until the call completes,
 * and whom to tell then.
 *
 * <p>The receiver is told once, with null for success, while the buffer can still be read; usually on the port's thread, so it only
 * hands over.
 */
final class PendingCall {
    static final int SIZE = 32;
    static final int BUFFER = 40;

    private final QosFunction function;
    private final Qos2Handle handle;
    private final Pointer block;
    private final BiConsumer<PendingCall, @Nullable QosException> receiver;
    private boolean over;

    PendingCall(
            QosFunction function,
            Qos2Handle handle,
            Pointer block,
            BiConsumer<PendingCall, @Nullable QosException> receiver) {
        this.function = function;
        this.handle = handle;
        this.block = block;
        this.receiver = receiver;
    }

    QosFunction function() {
        return function;
    }

    Qos2Handle handle() {
        return handle;
    }

    /** OVERLAPPED, 32 bytes. Without an event: the port is told instead. */
    Pointer overlapped() {
        return block;
    }

    /** ULONG, the size of the buffer for functions that want its address. */
    Pointer size(int bytes) {
        block.setInt(SIZE, bytes);
        return block.share(SIZE);
    }

    /** 40 bytes, aligned to 8. */
    Pointer buffer() {
        return block.share(BUFFER);
    }

    /** Asks the system to end the call, which then completes with 995 unless it just completes otherwise. */
    void cancel() {
        handle.cancel(this);
    }

    /** Runs something while the call cannot complete, and not at all if it has. */
    synchronized void ifPending(Runnable action) {
        if (!over) {
            action.run();
        }
    }

    void complete(@Nullable QosException error) {
        synchronized (this) {
            over = true;
        }
        receiver.accept(this, error);
    }
}
