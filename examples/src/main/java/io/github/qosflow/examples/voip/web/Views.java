package io.github.qosflow.examples.voip.web;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The views of the server as one line of JSON each: made while somebody wants one, at most one a second however many want it. Used
 * on its event loop only.
 */
final class Views {
    private static final System.Logger LOG = System.getLogger(Views.class.getName());
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    /** A view of them is some 700 kB, each second, for each listener. */
    private static final int MAX_CALLS = 1_000;

    private static final int MAX_LISTENERS = 100;
    private static final int PATIENCE_SECONDS = 5;
    private static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Supplier<CompletionStage<ServerView>> source;
    private final ServerMetrics metrics;
    private final ChannelGroup listeners;
    private CompletableFuture<byte[]> latest = CompletableFuture.failedFuture(new IllegalStateException("none yet"));
    private long asked = System.nanoTime() - NEW_NANOS;

    Views(EventLoop loop, Supplier<CompletionStage<ServerView>> source, ServerMetrics metrics) {
        this.loop = loop;
        this.source = source;
        this.metrics = metrics;
        this.listeners = new DefaultChannelGroup(loop);
    }

    /** {@return the view of this second, completed on the event loop} */
    CompletableFuture<byte[]> latest() {
        if (latest.isDone() && System.nanoTime() - asked >= NEW_NANOS) {
            asked = System.nanoTime();
            latest = CompletableFuture.completedFuture(source)
                    .thenCompose(Supplier::get)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .thenApplyAsync(this::json, loop)
                    .whenCompleteAsync(Views::complain, loop);
        }
        return latest;
    }

    private byte[] json(ServerView view) {
        metrics.update(view);
        try {
            return WRITER.asBytes(view.withCalls(MAX_CALLS));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void complain(byte @Nullable [] json, @Nullable Throwable why) {
        if (why != null) {
            LOG.log(Level.WARNING, "page: the server gave no view of itself", why);
        }
    }

    boolean full() {
        return listeners.size() >= MAX_LISTENERS;
    }

    /** Sends the present view and from then on one a second as a server-sent event, until the listener is gone. */
    void listen(Channel listener) {
        listeners.add(listener);
        tell(listener);
    }

    private void tell(Channel listener) {
        if (!listener.isActive()) {
            return;
        }
        latest().whenComplete((json, why) -> {
            if (why == null
                    && listener.isWritable()) { // who has not read the last ones misses this one: nothing piles up
                listener.writeAndFlush(event(json));
            }
            loop.schedule(() -> tell(listener), NEW_NANOS, TimeUnit.NANOSECONDS);
        });
    }

    private static DefaultHttpContent event(byte[] json) {
        byte[] before = "data: ".getBytes(StandardCharsets.US_ASCII);
        return new DefaultHttpContent(Unpooled.wrappedBuffer(before, json, "\n\n".getBytes(StandardCharsets.US_ASCII)));
    }
}
