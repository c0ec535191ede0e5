package io.github.qosflow.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/** Gets a task to the event loop of a handler's context, where a channel's state may be touched. */
final class EventLoops {
    private EventLoops() {}

    /**
     * Now if this is the event loop, else there; a channel may have moved to another loop in between. Nothing if that has
     * ended: its channels are closed.
     */
    static void run(ChannelHandlerContext ctx, Runnable task) {
        runOr(ctx, task, () -> {});
    }

    /** The same, or, if the event loop has ended, the other task on this thread. */
    static void runOr(ChannelHandlerContext ctx, Runnable task, Runnable otherwise) {
        EventExecutor executor = ctx.executor();
        if (executor.inEventLoop()) {
            task.run();
            return;
        }
        try {
            executor.execute(() -> runOr(ctx, task, otherwise));
        } catch (RejectedExecutionException e) {
            otherwise.run();
        }
    }
}
