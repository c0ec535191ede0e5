package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How one flow is lost with its handle and put back on the next one, under the same object. Used by the worker. */
final class Restoration {
    /** What has become of the flow. */
    enum Outcome {
        /** It is there, made anew. */
        BACK,
        /** All its members have closed meanwhile, so it has ended. */
        GONE,
        /** It could not be made, which is to be tried again. */
        REFUSED,
        /** There was nothing to be done: it is live, or has ended. */
        UNTOUCHED
    }

    private final Qos2Flow flow;
    private final FlowLife life;
    private final Members members;
    private final Predicate<SocketState> isStill;
    private final AtomicBoolean toldLost = new AtomicBoolean();

    Restoration(Qos2Flow flow, FlowLife life, Members members, Predicate<SocketState> isStill) {
        this.flow = flow;
        this.life = life;
        this.members = members;
        this.isStill = isStill;
    }

    /** The handle is gone, and the flow with it until it is {@link #restore restored}. */
    void lose(QosException cause) {
        boolean lost = life.lose();
        flow.unmarked();
        if (lost && toldLost.compareAndSet(false, true)) {
            flow.tell(listener -> listener.lost(flow, cause));
        }
    }

    /** Makes the flow anew with the members that still live. */
    Outcome restore(Qos2Handle fresh) {
        try {
            if (life.restore(this::rejoin, fresh)) {
                restored();
                return Outcome.BACK;
            }
            boolean empty = life.locked(members::isEmpty);
            if (empty) {
                flow.close();
            }
            return empty ? Outcome.GONE : Outcome.UNTOUCHED;
        } catch (QosException e) {
            flow.restarted(fresh, e);
            life.lose(); // whatever was made of it is of no use
            return Outcome.REFUSED;
        }
    }

    private @Nullable LiveFlow rejoin(Qos2Handle fresh) throws QosException {
        members.keep(isStill);
        if (members.isEmpty()) {
            return null;
        }
        LiveFlow made = members.rejoin(fresh, flow.spec());
        flow.renumber(made);
        return made;
    }

    private void restored() throws QosException {
        var unused = flow.applySpec(true)
                .whenComplete((done, failure) -> flow.worker().executeOrRun(this::tellRestored));
    }

    private void tellRestored() {
        life.settle();
        if (life.isLive() && toldLost.compareAndSet(true, false)) {
            flow.tell(listener -> listener.restored(flow));
        }
        flow.listenersChanged();
    }
}
