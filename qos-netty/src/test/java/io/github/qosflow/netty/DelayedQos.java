package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.testing.InMemoryQos;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A system that takes its time: what event loops ask for is done when the test says so. */
final class DelayedQos extends ForwardingQos {
    private final Deque<Runnable> asked = new ConcurrentLinkedDeque<>();

    DelayedQos() {
        this(new InMemoryQos());
    }

    DelayedQos(InMemoryQos memory) {
        super(memory);
    }

    @Override
    public CompletableFuture<QosFlow> createFlowAsync(FlowSpec spec, NativeSocket socket) {
        return callAsync(() -> memory.createFlow(spec, socket));
    }

    @Override
    public <T> CompletableFuture<T> callAsync(Callable<T> calls) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        asked.add(() -> {
            try {
                answer.complete(calls.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    int waiting() {
        return asked.size();
    }

    /** Does what was asked for first. */
    void answer() {
        asked.remove().run();
    }

    void answerAll() {
        while (!asked.isEmpty()) {
            answer();
        }
    }

    @Override
    public QosFlow createFlow(FlowSpec spec, NativeSocket socket) {
        throw new AssertionError("would hold the event loop");
    }
}
