package io.github.qosflow.examples.voip.phone;

import io.github.qosflow.examples.observe.ObservedSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Two phones of this program, which look at their own packets. */
final class OwnPhones implements Conversation {
    private static final int PATIENCE_SECONDS = 10;

    private final Phone caller;
    private final Phone callee;

    OwnPhones(InetSocketAddress server) throws IOException, InterruptedException {
        this.caller = new Phone("alice", server);
        this.callee = new Phone("bob", server);
    }

    @Override
    public void begin() throws Exception {
        caller.register().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        callee.register().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        caller.call(callee.user()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void end() throws Exception {
        caller.hangUp().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        callee.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<End> ends() {
        return List.of(end("caller", caller), end("callee", callee));
    }

    private static End end(String name, Phone phone) {
        return new End(name, phone.received(), phone.received().heard().figures());
    }

    @Override
    public Optional<String> place() {
        return ObservedSocket.possible() ? Optional.of("at the phone") : Optional.empty();
    }

    @Override
    public void close() {
        caller.close();
        callee.close();
    }
}
