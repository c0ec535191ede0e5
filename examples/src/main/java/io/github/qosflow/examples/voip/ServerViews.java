package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.location.LocationStore;
import io.github.qosflow.examples.voip.location.LocationStore.Registration;
import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.proxy.Conversations;
import io.github.qosflow.examples.voip.sip.SipTransports;
import io.github.qosflow.examples.voip.transaction.Transactions;
import io.github.qosflow.examples.voip.web.FlowView;
import io.github.qosflow.examples.voip.web.ServerView;
import io.github.qosflow.examples.voip.web.ServerView.CallView;
import io.github.qosflow.examples.voip.web.ServerView.RegistrationView;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/**
 * How the server is doing. Asked on any thread, answered with what the signaling event loop knows.
 *
 * @param node the server's name
 */
record ServerViews(
        String node,
        Clock clock,
        EventLoop loop,
        FlowHandlers flows,
        LocationStore store,
        SipTransports transports,
        Transactions transactions,
        Conversations conversations,
        IntSupplier mediaPorts,
        FlowEvents events) {
    private static final int REGISTRATIONS = 200;

    CompletionStage<ServerView> now() {
        CompletionStage<List<Registration>> registrations =
                store.list(REGISTRATIONS).exceptionally(gone -> List.of()); // the page is needed most then
        return CompletableFuture.completedFuture(null)
                .thenCombineAsync(registrations, (none, there) -> view(there), loop);
    }

    private ServerView view(List<Registration> registrations) {
        return new ServerView(
                node,
                clock.instant().toString(),
                flows.enabled(),
                conversations.snapshot().stream().map(ServerViews::call).toList(),
                registrations.stream().map(ServerViews::registration).toList(),
                transports.channels().stream()
                        .map(channel ->
                                FlowView.of(Names.of(channel), QosHandler.flow(channel), Double.NaN, Double.NaN, -1))
                        .toList(),
                events.last(),
                totals());
    }

    private ServerView.Totals totals() {
        return new ServerView.Totals(
                conversations.count(),
                conversations.begun(),
                conversations.failed(),
                transactions.requests(),
                transactions.count(),
                mediaPorts.getAsInt());
    }

    private static CallView call(Conversations.Snapshot call) {
        return new CallView(
                call.id(),
                call.caller(),
                call.callee(),
                call.talking() ? "talking" : "ringing",
                call.since().toString(),
                call.legs().stream().map(ServerViews::leg).toList());
    }

    private static FlowView leg(MediaLeg leg) {
        MediaLeg.Figures figures = leg.figures();
        String name = leg.medium() + " to " + leg.side().name().toLowerCase(Locale.ROOT);
        return FlowView.of(name, leg.flow(), figures.jitterMillis(), figures.roundTripMillis(), figures.sent());
    }

    private static RegistrationView registration(Registration registration) {
        return new RegistrationView(
                registration.user(),
                registration.binding().contact(),
                registration.binding().node(),
                registration.binding().expires().toString());
    }
}
