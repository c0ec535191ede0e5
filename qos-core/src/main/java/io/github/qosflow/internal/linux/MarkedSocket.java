package io.github.qosflow.internal.linux;

import io.github.qosflow.Dscp;
import io.github.qosflow.QosException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is in one flow or more. The newest flow governs the mark; when the last one leaves, the former values are
 * put back. Not thread-safe: {@link LinuxSubsystem} holds its lock around every call.
 */
final class MarkedSocket {
    /** tcp_states.h: from here on this side has said its last word, what is queued keeps its mark. */
    private static final int TCP_FIN_WAIT1 = 4;

    private static final int TCP_FIN_WAIT2 = 5;
    private static final int TCP_TIME_WAIT = 6;
    private static final int TCP_LAST_ACK = 9;
    private static final int TCP_CLOSING = 11;

    private final SocketOptions options;
    private final long cookie;
    private final SocketMarks marks;
    private final List<Claim> claims = new ArrayList<>(1);

    MarkedSocket(SocketOptions options, long cookie) throws QosException {
        this.options = options;
        this.cookie = cookie;
        marks = new SocketMarks(options);
    }

    private record Claim(
            LinuxFlow flow, Mark mark, @Nullable QosException difference) {}

    long cookie() {
        return cookie;
    }

    int fd() {
        return options.fd();
    }

    boolean isClaimed() {
        return !claims.isEmpty();
    }

    /**
     * Marks the socket for a flow, or changes the flow's mark. A newcomer governs; a change does not alter who does.
     *
     * @throws QosException if the DSCP could not be had; the socket is as it was
     */
    void claim(LinuxFlow flow, Mark mark) throws QosException {
        int index = indexOf(flow);
        if (index < 0) {
            claims.add(new Claim(flow, mark, write(mark)));
        } else {
            boolean governs = index == claims.size() - 1;
            claims.set(index, new Claim(flow, mark, governs ? write(mark) : null));
        }
    }

    /** Takes a flow's mark off; touches nothing if the descriptor is no longer this socket or is closing. */
    void release(LinuxFlow flow) throws QosException {
        int index = indexOf(flow);
        if (index < 0) {
            return;
        }
        claims.remove(index);
        if (index == claims.size() && isSending()) {
            rewrite();
        }
    }

    /** Takes a flow off the books; the mark stays. */
    void forget(LinuxFlow flow) {
        int index = indexOf(flow);
        if (index >= 0) {
            claims.remove(index);
        }
    }

    /** What a flow could not have beside its DSCP, or null. */
    @Nullable
    QosException difference(LinuxFlow flow) {
        int index = indexOf(flow);
        return index < 0 ? null : claims.get(index).difference;
    }

    boolean isTcp() {
        return options.segmentSize() > 0;
    }

    private @Nullable QosException write(Mark mark) throws QosException {
        try {
            return marks.write(mark);
        } catch (QosException e) {
            try {
                rewrite();
            } catch (QosException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Writes what the claims, as they stand, want: the newest one's mark, or the former values. */
    private void rewrite() throws QosException {
        if (claims.isEmpty()) {
            marks.restore();
        } else {
            marks.write(claims.get(claims.size() - 1).mark);
        }
    }

    private int indexOf(LinuxFlow flow) {
        for (int i = claims.size() - 1; i >= 0; i--) {
            if (claims.get(i).flow == flow) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the descriptor is still this very socket: after a close the kernel gives the number to the next one. */
    boolean isSame() {
        try {
            return options.cookie() == cookie;
        } catch (QosException e) {
            return false;
        }
    }

    Dscp effective(Dscp requested) throws QosException {
        return marks.effective(requested);
    }

    int priority() throws QosException {
        return options.priority();
    }

    private boolean isSending() {
        return isSame()
                && switch (options.tcpState()) {
                    case TCP_FIN_WAIT1, TCP_FIN_WAIT2, TCP_TIME_WAIT, TCP_LAST_ACK, TCP_CLOSING -> false;
                    default -> true;
                };
    }
}
