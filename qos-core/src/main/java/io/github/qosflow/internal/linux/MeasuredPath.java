package io.github.qosflow.internal.linux;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.internal.AdaptiveRules;
import io.github.qosflow.internal.PathEvents;
import io.github.qosflow.internal.PathEvents.Kind;
import io.github.qosflow.internal.Tally;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The path of an adaptive flow's connection: sampled, asked, and told of. What is sampled is told only after the socket has
 * shown that it is still the same one. Thread-safe.
 */
final class MeasuredPath implements PathEvents.Path {
    private final LinuxFlow flow;
    private final CongestionSampler sampler;
    private final SocketOptions options;
    private final long cookie;
    private final PathMeter meter;
    private final PathEvents events = new PathEvents(this);
    /** For questions of the program's; most flows are never asked. */
    private @Nullable TcpInfo asked;

    private int place = -1;

    MeasuredPath(LinuxFlow flow, CongestionSampler sampler, int fd) throws QosException {
        this.flow = flow;
        this.sampler = sampler;
        options = new SocketOptions(fd);
        cookie = options.cookie();
        meter = new PathMeter(SegmentShape.of(options).headers());
    }

    void begin() {
        sampler.add(this);
    }

    void end() {
        sampler.remove(this);
        events.end();
    }

    /** Where the sampler has it, or -1; the sampler's own. */
    int place() {
        return place;
    }

    void place(int index) {
        place = index;
    }

    /** The sampler looks at the socket. */
    void sample(TcpInfo info, long nowNs) {
        if (!sampler.reader().read(options.fd(), info)) {
            return; // closed: its flow will end
        }
        if (meter.take(info, nowNs)) {
            report();
        }
    }

    private void report() {
        if (!isSame()) {
            sampler.remove(this); // the number is another socket's by now
            return;
        }
        switch (meter.state()) {
            case CONGESTED -> events.congestion(true);
            case UNCONGESTED -> events.congestion(false);
            case UNKNOWN -> events.review();
        }
    }

    private synchronized boolean isSame() {
        try {
            return options.cookie() == cookie;
        } catch (QosException e) {
            return false;
        }
    }

    /** What is known; the round trip is read anew either way, for that costs nothing. */
    synchronized FlowFundamentals fundamentals() throws QosException {
        TcpInfo info = asked == null ? new TcpInfo() : asked;
        asked = info;
        if (!sampler.reader().read(options.fd(), info) || !isSame()) {
            throw new QosException(
                    "getsockopt(TCP_INFO)", Errno.EBADF, Reason.NOT_A_SOCKET, "The flow's socket is closed.");
        }
        return meter.fundamentals(info);
    }

    CompletableFuture<Void> await(Kind kind, @Nullable DataRate total) {
        try {
            CompletableFuture<Void> event = events.await(kind, total);
            events.review();
            return event;
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void listenersChanged() {
        events.reviewAfresh();
    }

    @Override
    public QosFlow flow() {
        return flow;
    }

    @Override
    public Tally tally() {
        return flow.tally();
    }

    @Override
    public boolean hasListeners() {
        return flow.hasListeners();
    }

    @Override
    public void tell(Consumer<QosFlowListener> event) {
        if (flow.isOpen()) {
            flow.tell(event);
        }
    }

    @Override
    public DataRate rate() {
        return AdaptiveRules.rate(flow.spec()).orElseThrow().rate();
    }

    @Override
    public boolean isAvailable(DataRate total) {
        return meter.isAvailable(total);
    }
}
