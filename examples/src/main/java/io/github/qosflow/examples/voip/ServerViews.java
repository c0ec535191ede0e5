package io.github.qosflow.examples.voip;

import io.github.qosflow.examples.voip.location.LocationStore.Registration;
import io.github.qosflow.examples.voip.media.MediaLeg;
import io.github.qosflow.examples.voip.proxy.Conversations;
import io.github.qosflow.examples.voip.web.FlowView;
import io.github.qosflow.examples.voip.web.ServerView.CallView;
import io.github.qosflow.examples.voip.web.ServerView.RegistrationView;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;

/** What the page shows of a call, a registration and a channel. */
final class ServerViews {
    private ServerViews() {}

    static CallView call(Conversations.Snapshot call) {
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

    static RegistrationView registration(Registration registration) {
        return new RegistrationView(
                registration.user(),
                registration.binding().contact(),
                registration.binding().node(),
                registration.binding().expires().toString());
    }

    static FlowView signaling(Channel channel) {
        return FlowView.of(name(channel), QosHandler.flow(channel), Double.NaN, Double.NaN, -1);
    }

    /** What a channel is called where people read it. */
    static String name(Channel channel) {
        boolean datagrams = channel instanceof DatagramChannel;
        Object address = datagrams ? channel.localAddress() : channel.remoteAddress();
        return address instanceof InetSocketAddress socket
                ? (datagrams ? "udp " : "connection of ") + NetUtil.toSocketAddressString(socket)
                : channel.toString();
    }
}
