package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The overlapped calls of one flow that need its path: the rate and the fundamentals. Thread-safe. */
final class PathCalls {
    private final Qos2Flow flow;
    private final Set<RepeatedCall<?>> underWay = ConcurrentHashMap.newKeySet();

    PathCalls(Qos2Flow flow) {
        this.flow = flow;
    }

    /** QOSSetFlow(QOSSetOutgoingRate). Completes on the port's thread or the worker's. */
    CompletableFuture<Boolean> setRate(OutgoingRate rate, boolean mayRepeat) {
        return begin(new RepeatedCall<>(
                flow,
                "setOutgoingRate",
                mayRepeat,
                (live, receiver) -> live.handle().setRate(live.id(), rate, receiver),
                buffer -> true));
    }

    /** QOSQueryFlow(QOSQueryFlowFundamentals), for the program. */
    CompletableFuture<FlowFundamentals> queryFundamentals(boolean fresh) {
        RepeatedCall<FlowFundamentals> call = new RepeatedCall<>(
                flow,
                "queryFundamentals",
                true,
                (live, receiver) -> live.handle().queryFundamentals(live.id(), fresh, receiver),
                PathCalls::fundamentals);
        Answer answer = new Answer(call);
        flow.worker().executeOrRun(() -> {
            var unused = begin(call)
                    .whenComplete(
                            (known, failure) -> flow.worker().executeOrRun(() -> answer.give(known, failure, fresh)));
        });
        return answer;
    }

    /** The flow has ended. */
    void end() {
        underWay.forEach(RepeatedCall::cancel);
    }

    private <T> CompletableFuture<T> begin(RepeatedCall<T> call) {
        underWay.add(call);
        CompletableFuture<T> result = call.begin();
        return result.whenComplete((done, failure) -> underWay.remove(call));
    }

    /** What is not set is not known; of the available bandwidth 0 is as good as unknown. */
    private static FlowFundamentals fundamentals(Pointer buffer) {
        QWave.QOS_FLOW_FUNDAMENTALS known = new QWave.QOS_FLOW_FUNDAMENTALS(buffer);
        known.read();
        return new FlowFundamentals(
                rate(known.BottleneckBandwidthSet, known.BottleneckBandwidth),
                rate(known.AvailableBandwidthSet, known.AvailableBandwidth),
                known.RTTSet == 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos(Integer.toUnsignedLong(known.RTT) * 1_000)));
    }

    private static Optional<DataRate> rate(int set, long bits) {
        return set == 0 || bits == 0 ? Optional.empty() : Optional.of(HeaderValues.rate(bits));
    }

    /** The program's future: cancelling it cancels the call. */
    private final class Answer extends CompletableFuture<FlowFundamentals> {
        private final RepeatedCall<FlowFundamentals> call;

        Answer(RepeatedCall<FlowFundamentals> call) {
            this.call = call;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            flow.worker().execute(call::cancel);
            return cancelled;
        }

        void give(@Nullable FlowFundamentals known, @Nullable Throwable failure, boolean fresh) {
            if (known != null) {
                complete(known);
            } else if (failure != null) {
                failed(Futures.cause(failure), fresh);
            }
        }

        private void failed(Throwable cause, boolean fresh) {
            if (!fresh && cause instanceof QosException refused && refused.reason() == Reason.NOT_READY) {
                complete(FlowFundamentals.UNKNOWN);
            } else {
                completeExceptionally(cause);
            }
        }
    }
}
