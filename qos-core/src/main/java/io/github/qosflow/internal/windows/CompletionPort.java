package io.github.qosflow.internal.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.github.qosflow.QosException;
import io.github.qosflow.internal.Refusals;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one I/O completion port and of the thread that waits on it: overlapped calls of all handles attached to it
 * complete here, in any order.
 *
 * <p>A pending call is known by the address of its OVERLAPPED. An address that is not known is logged and never looked
 * at. After {@link #end} the thread goes on until the last call has completed, for the memory is the system's until then.
 * Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/fileio/i-o-completion-ports">I/O Completion Ports</a>
 */
final class CompletionPort {
    static final String THREAD = "qosflow-completions";

    private static final Logger LOG = System.getLogger(CompletionPort.class.getName());

    private final Kernel32Calls kernel32;
    private final Pointer port;
    private final Map<Long, PendingCall> calls = new ConcurrentHashMap<>();
    private final Blocks blocks = new Blocks();
    private final Thread thread = new Thread(this::run, THREAD);
    private volatile boolean ending;
    private boolean closed;

    private CompletionPort(Kernel32Calls kernel32, Pointer port) {
        this.kernel32 = kernel32;
        this.port = port;
    }

    static CompletionPort open(Kernel32Calls kernel32) throws QosException {
        Pointer port = kernel32.CreateIoCompletionPort(Kernel32Calls.INVALID_HANDLE_VALUE, null, null, 0);
        if (port == null) {
            throw Win32Error.exception("CreateIoCompletionPort", Native.getLastError());
        }
        CompletionPort opened = new CompletionPort(kernel32, port);
        opened.thread.setDaemon(true);
        opened.thread.start();
        return opened;
    }

    /** From now on the overlapped calls of this file complete here. */
    synchronized void attach(Pointer file) throws QosException {
        if (ending) {
            throw Refusals.subsystemClosed("CreateIoCompletionPort");
        }
        if (kernel32.CreateIoCompletionPort(file, port, null, 0) == null) {
            throw Win32Error.exception("CreateIoCompletionPort", Native.getLastError());
        }
    }

    /** Makes ready for a call, which is to be made at once and, unless it is pending then, {@link #finish finished}. */
    PendingCall begin(
            QosFunction function, Qos2Handle handle, BiConsumer<PendingCall, @Nullable QosException> receiver) {
        PendingCall call = new PendingCall(function, handle, blocks.take(), receiver);
        calls.put(Pointer.nativeValue(call.overlapped()), call);
        return call;
    }

    /** Ends a call that the system has finished with, once. */
    void finish(PendingCall call, @Nullable QosException error) {
        if (calls.remove(Pointer.nativeValue(call.overlapped()), call)) {
            try {
                call.complete(error);
            } finally {
                blocks.giveBack(call.overlapped());
                if (ending) {
                    post(null); // it may have been the last one
                }
            }
        }
    }

    /** Calls under way. */
    int pending() {
        return calls.size();
    }

    /** Blocks of native memory that the system may still write to. */
    int blocksUsed() {
        return blocks.used();
    }

    /** Native memory held. */
    long nativeBytes() {
        return blocks.bytes();
    }

    /** Ends the thread after the last completion; no call may begin any more. */
    synchronized void end() {
        ending = true;
        post(null);
    }

    /** Waits for the thread to end. */
    void join(long milliseconds) throws InterruptedException {
        thread.join(milliseconds);
    }

    /** Puts a completion into the queue, as the system does. */
    synchronized void post(@Nullable Pointer overlapped) {
        if (!closed) {
            kernel32.PostQueuedCompletionStatus(port, 0, null, overlapped);
        }
    }

    private void run() {
        Queued next = new Queued();
        while (!(ending && calls.isEmpty())) {
            next.take();
        }
        close();
    }

    private synchronized void close() {
        closed = true;
        kernel32.CloseHandle(port);
        blocks.free();
    }

    private void completed(Pointer overlapped, int error) {
        PendingCall call = calls.get(Pointer.nativeValue(overlapped));
        if (call == null) {
            LOG.log(Level.DEBUG, "a completion without a call is ignored: OVERLAPPED {0}", overlapped);
            return;
        }
        try {
            finish(call, error == 0 ? null : Win32Error.exception(call.function(), error));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a completion could not be handed over, the next ones will be", e);
        }
    }

    /** The out-parameters, used again and again by the one thread. */
    private final class Queued {
        private final IntByReference bytes = new IntByReference();
        private final PointerByReference key = new PointerByReference();
        private final PointerByReference overlapped = new PointerByReference();

        void take() {
            overlapped.setValue(Pointer.NULL);
            boolean success = kernel32.GetQueuedCompletionStatus(port, bytes, key, overlapped, Kernel32Calls.INFINITE);
            int error = success ? 0 : Native.getLastError();
            Pointer completed = overlapped.getValue();
            if (completed != null) {
                completed(completed, error);
            } else if (!success) {
                throw new IllegalStateException("the completion port failed with error " + error);
            }
        }
    }
}
